const { contextBridge, ipcRenderer } = require('electron');

contextBridge.exposeInMainWorld('bare', {
  painted: () => ipcRenderer.send('painted'),
  onCode: (/** @type {(modules: string) => void} */ draw) =>
    ipcRenderer.on('code', (_event, /** @type {string} */ modules) => draw(modules)),
});

/** The merchant of Trustly on file, as the sandbox and the bridges of the tests know it. */
export const ON_FILE = { accessId: 'on-file-access', accessKey: 'on-file-key', merchantId: '1002463580' };

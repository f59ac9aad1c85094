/** The properties of a run, each made once, when the first row asks for it. */
import { Property, type PropertySize } from './property.ts';

export class Properties {
  readonly #open = new Map<string, Promise<Property>>();

  async of(size: PropertySize): Promise<Property> {
    const key = JSON.stringify([size.bridges, size.kiosks, size.rows]);
    const property = this.#open.get(key) ?? Property.open(size);
    this.#open.set(key, property);
    return property;
  }

  async close(): Promise<void> {
    const properties = await Promise.allSettled(this.#open.values());
    this.#open.clear();
    for (const property of properties) if (property.status === 'fulfilled') await property.value.close();
  }
}

/** The properties of a run, each made once, when the first row asks for it. */
import { Property, type PropertySize } from './property.ts';

export class Properties {
  readonly #open = new Map<string, Promise<Property>>();

  async of(size: PropertySize): Promise<Property> {
    const key = keyOf(size);
    const property = this.#open.get(key) ?? Property.open(size);
    this.#open.set(key, property);
    return property;
  }

  /** Closes the others, so that they take no time and no memory of what is measured next. */
  async keepOnly(sizes: readonly PropertySize[]): Promise<void> {
    const kept = new Set(sizes.map(keyOf));
    const others = [...this.#open].filter(([key]) => !kept.has(key));
    await this.#close(others.map(([key]) => key));
  }

  /** What the bridges of all of them last warned of. */
  async complaints(): Promise<string[]> {
    const properties = await Promise.allSettled(this.#open.values());
    return properties.flatMap((property) =>
      property.status === 'fulfilled' ? property.value.complaints() : [],
    );
  }

  async close(): Promise<void> {
    await this.#close([...this.#open.keys()]);
  }

  async #close(keys: readonly string[]): Promise<void> {
    const properties = await Promise.allSettled(keys.map(async (key) => this.#open.get(key)));
    for (const key of keys) this.#open.delete(key);
    for (const property of properties) if (property.status === 'fulfilled') await property.value?.close();
  }
}

const keyOf = ({ bridges, kiosks, rows }: PropertySize): string => JSON.stringify([bridges, kiosks, rows]);

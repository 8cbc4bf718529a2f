/** Messages are plain sentences with {places}. A key may have forms for numbers: `key.one`, `key.other`. */

export type Messages = Readonly<Record<string, string>>;
export type Places = Readonly<Record<string, string | number>>;

type Base<Key> = Key extends `${infer Stem}.other` ? Stem : never;
/** Every key, and the stem of those that come in forms for numbers. */
export type KeyOf<M> = Extract<keyof M, string> | Base<Extract<keyof M, string>>;

type OtherForm = 'zero' | 'one' | 'two' | 'few' | 'many';
/** The same messages in another language, which has its own forms for numbers and always `other`. */
export type Translation<M> = {
  readonly [Key in keyof M as Key extends `${string}.one` ? never : Key]: string;
} & { readonly [Key in keyof M as Key extends `${infer Stem}.other` ? `${Stem}.${OtherForm}` : never]?: string };

function filled(sentence: string, places: Places, locale: string): string {
  return sentence.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    const value = places[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? value.toLocaleString(locale) : value;
  });
}

function formOf(messages: Messages, key: string, places: Places, locale: string): string | undefined {
  const count = places['count'];
  const form = typeof count === 'number' ? new Intl.PluralRules(locale).select(count) : 'other';
  return messages[key] ?? messages[`${key}.${form}`] ?? messages[`${key}.other`];
}

/**
 * `t(key, places)` for one set of messages; `count` chooses the form for numbers.
 * `translated` is the reader's language if it is not the one that `messages` are in.
 */
export function translator<M extends Messages>(
  messages: M,
  translated: () => Messages | undefined,
  locale: () => string,
): (key: KeyOf<M>, places?: Places) => string {
  return (key, places = {}) => {
    const own = formOf(translated() ?? {}, key, places, locale());
    return filled(own ?? formOf(messages, key, places, 'en') ?? key, places, locale());
  };
}

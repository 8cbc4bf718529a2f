import type { Messages } from '$i18n/translator';

type Load = () => Promise<{ messages: Messages }>;

/** English is in the page; every other language is a file in `locales`, fetched when somebody reads it. */
const files = import.meta.glob<{ messages: Messages }>('./locales/*.ts');
const managerFiles = import.meta.glob<{ messages: Messages }>('./manage/locales/*.ts');
const KEPT_AS = 'tandem.language';

function codeOf(file: string): string {
  return /([\w-]+)\.ts$/.exec(file)?.[1] ?? '';
}

function primary(tag: string): string {
  return tag.toLowerCase().split('-')[0] ?? '';
}

/** The languages of the interface, English first. */
export const LANGUAGES: readonly string[] = ['en', ...Object.keys(files).map(codeOf).sort()];

/** The one of our languages that a browser's or an account's tag asks for. */
export function spoken(tag: string): string | undefined {
  if (!tag) return undefined;
  return LANGUAGES.find((code) => code === tag) ?? LANGUAGES.find((code) => primary(code) === primary(tag));
}

/** What a language calls itself. */
export function nameOf(code: string): string {
  return new Intl.DisplayNames([code], { type: 'language', languageDisplay: 'dialect' }).of(code) ?? code;
}

function browserTags(): readonly string[] {
  return typeof navigator === 'undefined' ? [] : navigator.languages;
}

function kept(): string | null {
  try {
    return localStorage.getItem(KEPT_AS);
  } catch {
    return null;
  }
}

function keep(code: string): void {
  try {
    localStorage.setItem(KEPT_AS, code);
  } catch {
    return; // a private window: the account keeps it
  }
}

/** The language the page is in. Pages are drawn anew when it changes. */
class Language {
  code = $state('en');
  messages = $state.raw<Messages>();
  managerMessages = $state.raw<Messages>();
  #isManaging = false;

  /** The reader's locale for numbers and dates: the browser's region with the interface's language. */
  get locale(): string {
    return browserTags().find((tag) => primary(tag) === primary(this.code)) ?? this.code;
  }

  /** The language chosen here before, else the first of the browser's that we speak. */
  get wanted(): string {
    const tags = [kept() ?? '', ...browserTags()];
    return tags.map(spoken).find((code) => code !== undefined) ?? 'en';
  }

  /** Shows the page in this language; in English when its words cannot be fetched. */
  async use(code: string): Promise<void> {
    const messages = await fetched(files[`./locales/${code}.ts`]);
    this.messages = messages;
    this.code = messages ? code : 'en';
    document.documentElement.lang = this.code;
    if (this.#isManaging) await this.loadManager();
  }

  async choose(code: string): Promise<void> {
    keep(code);
    await this.use(code);
  }

  /** The words of the manager's pages too, for those who open one. */
  async loadManager(): Promise<void> {
    this.#isManaging = true;
    this.managerMessages = await fetched(managerFiles[`./manage/locales/${this.code}.ts`]);
  }
}

async function fetched(load: Load | undefined): Promise<Messages | undefined> {
  try {
    return (await load?.())?.messages;
  } catch {
    return undefined;
  }
}

export const language = new Language();

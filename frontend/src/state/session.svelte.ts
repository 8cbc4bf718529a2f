import { onSessionOver } from '$api/client';
import { changeLocale, fetchSession, signIn, signOut } from '$api/session';
import type { SessionReply, User } from '$api/types';
import type { Failure } from '$domain/failure';
import { language, spoken } from '$i18n/language.svelte';
import { failureOf } from '$state/failing';

/** Who is here. One for the whole page: the only state that outlives a route. */
class Session {
  user = $state.raw<User | null>(null);
  version = $state('');
  isKnown = $state(false);
  failure = $state.raw<Failure>();
  /** The session ended under us: the page stays and a dialog asks to sign in again. */
  isOver = $state(false);
  #waiting: ((isBack: boolean) => void)[] = [];

  constructor() {
    onSessionOver(() => this.#askToSignIn());
  }

  load = async (): Promise<void> => {
    try {
      await this.#take(await fetchSession());
      this.failure = undefined;
    } catch (error) {
      this.failure = failureOf(error);
    }
  };

  async signIn(name: string, password: string): Promise<void> {
    const before = this.user;
    const reply = await signIn(name, password);
    if (before && reply.user?.id !== before.id) {
      location.assign('/'); // somebody else: nothing of the page before is theirs
      return;
    }
    await this.#take(reply);
    this.#answer(true);
  }

  async signOut(): Promise<void> {
    await signOut();
    location.assign('/sign-in');
  }

  /** Closes the dialog: what waited fails, what is kept on this computer stays. */
  stayOut = (): void => {
    this.#answer(false);
  };

  /** Shows everything in another language, here and wherever this person signs in. */
  async speak(code: string): Promise<void> {
    if (this.user) {
      await changeLocale(code);
      this.user = { ...this.user, locale: code };
    }
    await language.choose(code);
  }

  async #take(reply: SessionReply): Promise<void> {
    await this.#agreeOnLanguage(reply.user);
    this.user = reply.user;
    this.version = reply.version;
    this.isKnown = true;
  }

  /** The account's language holds; an account without one takes that of the page. */
  async #agreeOnLanguage(user: User | null): Promise<void> {
    if (!user) return;
    const isUnsaid = !user.locale && language.code !== 'en';
    if (isUnsaid) await changeLocale(language.code).catch(() => undefined);
    else if (spoken(user.locale) !== language.code) await language.choose(spoken(user.locale) ?? language.code);
  }

  #askToSignIn(): Promise<boolean> {
    if (!this.user) return Promise.resolve(false);
    this.isOver = true;
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #answer(isBack: boolean): void {
    this.isOver = false;
    for (const resolve of this.#waiting.splice(0)) resolve(isBack);
  }
}

export const session = new Session();

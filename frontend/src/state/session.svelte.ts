import { ApiError, changePassword, fetchSession, signIn, signOut, type Session } from '$api/client';

/** Who is signed in, and the last sentence about it. */
export class SessionState {
  user = $state<Session['user']>(null);
  loading = $state(true);
  busy = $state(false);
  problem = $state('');
  notice = $state('');

  async load(): Promise<void> {
    await this.attempt(async () => {
      this.user = (await fetchSession()).user;
    });
    this.loading = false;
  }

  signIn(name: string, password: string): Promise<void> {
    return this.attempt(async () => {
      this.user = (await signIn(name, password)).user;
    });
  }

  signOut(): Promise<void> {
    return this.attempt(async () => {
      await signOut();
      this.user = (await fetchSession()).user;
    });
  }

  changePassword(current: string, next: string): Promise<void> {
    return this.attempt(async () => {
      await changePassword(current, next);
      this.notice = 'The password is changed. Every other session of yours has ended.';
    });
  }

  private async attempt(run: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.problem = '';
    this.notice = '';
    try {
      await run();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.problem = error.message;
    } finally {
      this.busy = false;
    }
  }
}

import { Loaded } from '$state/loaded.svelte';
import { expect, test } from 'vitest';

/** Each call of the second is answered by the call of the first with the same place. */
function replies(): [((value: string) => void)[], () => Promise<string>] {
  const answer: ((value: string) => void)[] = [];
  return [answer, () => new Promise((resolve) => answer.push(resolve))];
}

test('a reply that comes after that to a later question is dropped', async () => {
  const [answer, fetch] = replies();
  const shown = new Loaded(fetch);
  const loads = [shown.load(), shown.load()];
  answer[1]?.('new');
  answer[0]?.('old');
  await Promise.all(loads);
  expect(shown.value).toBe('new');
  expect(shown.isLoading).toBe(false);
});

test('a reply to what was asked before an act does not undo what the act answered', async () => {
  const [answer, fetch] = replies();
  const shown = new Loaded(fetch);
  const load = shown.load();
  shown.value = 'done';
  answer[0]?.('before');
  await load;
  expect(shown.value).toBe('done');
  expect(shown.isLoading).toBe(false);
});

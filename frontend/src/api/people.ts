import { get, post, put } from '$api/client';
import type { NewPerson, Person, Traces } from '$api/manage-types';

export async function fetchPeople(): Promise<Person[]> {
  const page = await get<{ results: Person[] }>('people');
  return page.results;
}

export function createPerson(name: string, isManager: boolean): Promise<NewPerson> {
  return post('people', { name, is_manager: isManager });
}

export function changeSuspension(id: string, suspended: boolean): Promise<Person> {
  return put(`people/${id}/suspension`, { suspended });
}

export function changeRole(id: string, isManager: boolean): Promise<Person> {
  return put(`people/${id}/role`, { is_manager: isManager });
}

/** A new password, told this once. */
export async function freshPassword(id: string): Promise<string> {
  const reply = await post<{ password: string }>(`people/${id}/password`, {});
  return reply.password;
}

/** What would go with an annotator who withdraws. */
export function fetchTraces(id: string): Promise<Traces> {
  return get(`people/${id}/withdrawal`);
}

/** For good: their answers leave every later export, and who they are is erased. */
export function withdrawAnnotator(id: string): Promise<Traces> {
  return post(`people/${id}/withdrawal`, {});
}

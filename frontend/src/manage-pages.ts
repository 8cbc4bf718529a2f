/** The pages of managers, of one file. */
export { default as Campaign } from '$pages/manage/Campaign.svelte';
export { default as Corpora } from '$pages/manage/Corpora.svelte';
export { default as Corpus } from '$pages/manage/Corpus.svelte';
export { default as NewCampaign } from '$pages/manage/NewCampaign.svelte';
export { default as People } from '$pages/manage/People.svelte';
export { default as Protocols } from '$pages/manage/Protocols.svelte';

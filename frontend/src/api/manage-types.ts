/** What the manager's pages get, as the server describes it. */
import type { components } from '$api/schema';
import type { Answers, Definition } from '$domain/protocol';

type Wire = components['schemas'];

export type Corpus = Wire['CorpusOutput'];
export type CorpusPrompt = Wire['CorpusPromptOutput'];
export type Video = Wire['VideoOutput'];
export type Finding = Wire['ClipFindingOutput'];
export type Findings = Wire['ClipFindingsOutput'];
export type ImportRow = Wire['ImportRowOutput'];
export type Import = Wire['ImportOutput'];
export type Upload = Wire['UploadOutput'];
export type Piece = Wire['PieceOutput'];
export type InboxFile = Wire['InboxFileOutput'];
export type BuiltPairs = Wire['BuiltOutput'];
export type Person = Wire['PersonOutput'];
export type NewPerson = Wire['NewPersonOutput'];
export type Member = Wire['MemberOutput'];
export type Invitation = Wire['InvitationOutput'];
export type InvitationWish = Wire['InvitationInputRequest'];
export type NewInvitation = Wire['NewInvitationOutput'];
export type Protocol = Wire['ProtocolOutput'];
export type ProtocolDetail = Protocol & { definition: Definition };
export type Traces = Wire['TracesOutput'];
export type ProtocolSource = ProtocolDetail & { source: string };
export type Snapshot = Wire['SnapshotOutput'];
export type SnapshotList = Wire['SnapshotsOutput'];
export type Comparison = Wire['ComparisonOutput'];
export type FileLink = Wire['LinkOutput'];
export type SnapshotWish = Wire['SnapshotInputRequest'];
export type CampaignWish = Wire['CampaignInputRequest'];
export type CampaignRow = Wire['CampaignRowOutput'];
export type ManagedCampaign = Wire['CampaignOutput'];

export type TrainingPlan = Omit<Wire['TrainingPlanOutput'], 'items'> & { items: TrainingItem[] };
export type TrainingPlanWish = Wire['TrainingPlanInputRequest'];
export type TrainingItem = Omit<Wire['TrainingItemOutput'], 'answers'> & { answers: Record<string, Answers> };
export type TrainingItemWish = Omit<Wire['TrainingItemInputRequest'], 'answers'> & { answers: Record<string, Answers> };
export type ShownPair = Wire['ShownPairOutput'];
export type WorkedExample = Wire['WorkedExampleOutput'];
export type Trainee = Wire['TraineeOutput'];

export type Terms = Wire['TermsOutput'];
export type Pay = Wire['PayOutput'];

export type Takedown = Wire['TakedownOutput'];
export type Withdrawal = Wire['WithdrawalOutput'];
export type Effects = Wire['EffectsOutput'];

export type Overview = Omit<Wire['OverviewOutput'], 'slots' | 'assignments'> & {
  slots: Record<string, number>;
  assignments: Record<string, number>;
};

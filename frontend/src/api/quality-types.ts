/** What the dashboard gets, as the server describes it. */
import type { components } from '$api/schema';

type Wire = components['schemas'];

export type Dashboard = Wire['DashboardOutput'];
export type Report = Wire['ReportOutput'];
export type CampaignFigures = Wire['AllFiguresOutput'];
export type QuestionFigure = Wire['QuestionFigureOutput'];
export type Estimate = Wire['EstimateOutput'];
export type Shares = Wire['SharesOutput'];
export type Matrix = Wire['MatrixOutput'];
export type GeneratorFigure = Wire['GeneratorFigureOutput'];
export type Portrait = Wire['PortraitOutput'];
export type AnswerRow = Wire['AnswerRowOutput'];
export type PairHistory = Wire['PairHistoryOutput'];
export type Consensus = Wire['ConsensusOutput'];
export type ConsensusMethod = Consensus['method'];
export type Extra = Wire['ExtraPlacesOutput'];
export type Judge = Wire['JudgeRowOutput'];
export type TakenJudgements = Wire['TakenOutput'];
export type JudgeFigures = Wire['JudgeFiguresOutput'];
export type JudgeFigure = Wire['JudgeFigureOutput'];

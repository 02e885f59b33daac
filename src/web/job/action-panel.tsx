// Chooses the panel of a job action that needs input or confirmation.
import type { Job } from '../../../client/src/index.ts';
import type { UpdateShown } from '../jobs/job-actions.ts';
import { BackfillPanel } from './backfill-panel.tsx';
import { DeletePanel } from './delete-panel.tsx';
import { ErasePanel } from './erase-panel.tsx';
import { PausePanel } from './pause-panel.tsx';
import { PayloadPanel } from './payload-panel.tsx';

export type PanelName = 'payload' | 'pause' | 'backfill' | 'erase' | 'delete';

interface Props {
  name: PanelName;
  job: Job;
  updateShown: UpdateShown;
  refresh: () => Promise<void>;
  onClose: () => void;
}

export function ActionPanel({ name, job, updateShown, refresh, onClose }: Props) {
  const onDone = () => {
    onClose();
    void refresh();
  };
  switch (name) {
    case 'payload':
      return <PayloadPanel {...{ job, onClose, onDone }} />;
    case 'pause':
      return <PausePanel {...{ job, updateShown, onClose, onDone }} />;
    case 'backfill':
      return <BackfillPanel {...{ job, onClose, onDone }} />;
    case 'erase':
      return <ErasePanel {...{ job, onClose, onDone }} />;
    case 'delete':
      return <DeletePanel {...{ job, onClose }} />;
  }
}

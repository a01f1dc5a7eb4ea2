import { ActionIcon, CopyButton } from '@mantine/core';
import { t } from '../texts';
import { IconCheck, IconCopy } from './icons';

/** A technical text, such as an ID, with a button that copies it. */
export function CopyText({ text }: { text: string }) {
  return (
    <span className="copy">
      <code>{text}</code>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            onClick={copy}
            aria-label={copied ? t.common.copied : t.common.copyNamed(text)}
          >
            {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
          </ActionIcon>
        )}
      </CopyButton>
    </span>
  );
}

import { Anchor, Text } from '@mantine/core';
import { useState } from 'react';
import { t } from '../texts';

/** How much of a text is shown before it is unfolded. */
const most = { characters: 240, lines: 4 };

/** Whether a text is too long to be shown as a whole at once. */
export const isLong = (text: string) => text.length > most.characters || text.split('\n').length > most.lines;

/** A text that people wrote. The rest of a long one is shown on request. */
export function Folded({ text }: { text: string }) {
  const [open, setOpen] = useState(false);
  const words = <bdi>{text}</bdi>;
  if (!isLong(text)) return <span className="pre">{words}</span>;
  return (
    <>
      <Text span size="sm" inherit className="pre" display="block" lineClamp={open ? undefined : most.lines}>
        {words}
      </Text>
      <Anchor component="button" type="button" size="xs" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? t.events.fold : t.events.unfold}
      </Anchor>
    </>
  );
}

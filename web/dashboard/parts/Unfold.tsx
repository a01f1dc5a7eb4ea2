import { UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconChevronDown, IconChevronUp } from './icons';

type Props = {
  /** What is shown on the button. */
  label: string;
  /** What it unfolds, for readers of the screen. */
  about: string;
  open: boolean;
  /** The ID of the element that is unfolded. */
  controls: string;
  onToggle: () => void;
};

/** A button that unfolds more, such as the details of a row. */
export function Unfold({ label, about, open, controls, onToggle }: Props) {
  const Icon = open ? IconChevronUp : IconChevronDown;
  return (
    <UnstyledButton fz="sm" c="dimmed" pos="relative" aria-expanded={open} aria-controls={controls} onClick={onToggle}>
      {label} <VisuallyHidden>{about}</VisuallyHidden> <Icon size={14} aria-hidden="true" className="unfold-icon" />
    </UnstyledButton>
  );
}

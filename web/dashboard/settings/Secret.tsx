import { Button, Code, CopyButton, Group, Modal, Stack, Text } from '@mantine/core';
import { t } from '../texts';

type Props = { title: string; text: string; secret: string | undefined; onClose: () => void };

/** Shows what is shown this once, to be copied. */
export function Secret({ title, text, secret, onClose }: Props) {
  return (
    <Modal
      opened={secret !== undefined}
      onClose={onClose}
      title={title}
      size="lg"
      closeOnClickOutside={false}
      classNames={{ title: 'wrap' }}
      closeButtonProps={{ 'aria-label': t.common.close }}
    >
      <Stack>
        <Text size="sm">{text}</Text>
        <Code block className="pre" tabIndex={0}>
          {secret}
        </Code>
        <Group>
          <CopyButton value={secret ?? ''}>
            {({ copied, copy }) => <Button onClick={copy}>{copied ? t.common.copied : t.common.copy}</Button>}
          </CopyButton>
          <Button variant="default" onClick={onClose}>
            {t.common.close}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

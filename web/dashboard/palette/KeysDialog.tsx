import { Modal, Title } from '@mantine/core';
import { t } from '../texts';
import { shortcuts } from './keys';

/** The keyboard shortcuts. */
export default function KeysDialog({ onClose }: { onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title={t.palette.keys} closeButtonProps={{ 'aria-label': t.common.close }}>
      {shortcuts.map(({ title, keys }) => (
        <section key={title}>
          <Title order={3} size="h5" c="dimmed" mt="xs">
            {title}
          </Title>
          <dl className="keys">
            {keys.map(({ keys: pressed, does }) => (
              <div key={does}>
                <dt>{does}</dt>
                <dd>
                  {pressed.map((key) => (
                    <kbd key={key}>{key}</kbd>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Modal>
  );
}

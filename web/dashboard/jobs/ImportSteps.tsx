import { IconCheck } from '../parts/icons';
import { t } from '../texts';

const s = t.import.steps;
const steps = ['file', 'check', 'import'] as const;

/** Where an import stands: the file is chosen, checked, and imported. */
export function ImportSteps({ at }: { at: (typeof steps)[number] }) {
  return (
    <ol className="plain steps" aria-label={s.label}>
      {steps.map((step, i) => (
        <li
          key={step}
          className="step"
          aria-current={step === at ? 'step' : undefined}
          data-done={steps.indexOf(at) > i || undefined}
        >
          <span aria-hidden="true">{steps.indexOf(at) > i ? <IconCheck size={14} /> : i + 1}</span>
          {s[step]}
        </li>
      ))}
    </ol>
  );
}

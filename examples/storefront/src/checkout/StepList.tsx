import { Link } from 'react-router';
import { steps, type Step } from './draft';

type Props = {
  current: Step;
  titles: Record<Step, string>;
  /** Steps that are done and cannot be opened, such as the contact of a customer. */
  fixed: readonly Step[];
};

/** The steps of the checkout: what is done can be opened again. */
export function StepList({ current, titles, fixed }: Props) {
  const at = steps.indexOf(current);
  return (
    <nav aria-label="Checkout" className="steps">
      <ol>
        {steps.map((step, index) => (
          <li key={step} className={index < at ? 'done' : undefined} aria-current={index === at ? 'step' : undefined}>
            {index < at && !fixed.includes(step) ? <Link to={`/checkout/${step}`}>{titles[step]}</Link> : titles[step]}
          </li>
        ))}
      </ol>
    </nav>
  );
}

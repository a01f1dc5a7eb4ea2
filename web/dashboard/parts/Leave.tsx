import { useEffect } from 'react';
import { useNavigate } from 'react-router';

/** Leads to another page once the form that was saved, and its guard, are gone. */
export function Leave({ to }: { to: string }) {
  const navigate = useNavigate();
  useEffect(() => {
    void navigate(to, { replace: true });
  }, [navigate, to]);
  return null;
}

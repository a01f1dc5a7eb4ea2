import { Navigate, useParams } from 'react-router';
import { customersIn } from './path';

/** Leads to the customers in a group. */
export default function GroupPage() {
  const { id = '' } = useParams();
  return <Navigate to={customersIn(id)} replace />;
}

package accounts

import (
	"context"
	"fmt"
	"strconv"

	"clientele/internal/apperr"
	"clientele/internal/auth"
	"clientele/internal/bulk"
	"clientele/models"
)

// maxUpserts is the maximum number of customers of Upsert.
const maxUpserts = 100

// Upsert is UpsertMany for the mutation upsertCustomers, with at most 100 customers. With the policy bulk.Abort, the
// errors of all customers are those of Upsert, as apperr.Invalid.
func (s *Service) Upsert(
	ctx context.Context, caller auth.Caller, match bulk.Match, list []*UpsertCustomerInput, onError bulk.ErrorPolicy,
) ([]*UpsertCustomerResult, error) {
	if !caller.Can(models.CustomersWrite) {
		return nil, apperr.Scope(string(models.CustomersWrite))
	}
	at := apperr.Path{"input"}
	if len(list) == 0 {
		return nil, apperr.Field(at, apperr.CodeRequired, "Give at least one customer")
	}
	if len(list) > maxUpserts {
		return nil, apperr.Field(at, apperr.CodeTooLong, fmt.Sprintf("At most %d customers are allowed", maxUpserts))
	}
	inputs := make([]UpsertCustomerInput, len(list))
	for i, in := range list {
		inputs[i] = *in
	}
	stored, err := s.UpsertMany(ctx, caller, match, inputs, bulk.Options{AllOrNone: onError == bulk.Abort})
	if err != nil {
		return nil, err
	}
	var all apperr.Fields
	results := make([]*UpsertCustomerResult, len(stored))
	for i, r := range stored {
		results[i] = &UpsertCustomerResult{Index: i, Outcome: r.Outcome, UserErrors: []*apperr.FieldError{}}
		if r.Outcome != bulk.Failed {
			results[i].CustomerID = &r.ID
			continue
		}
		e, ok := apperr.As(r.Err)
		if !ok {
			return nil, r.Err
		}
		for _, field := range e.Fields {
			field.Field = at.At(append([]string{strconv.Itoa(i)}, field.Field...)...)
			results[i].UserErrors = append(results[i].UserErrors, &field)
			all.Add(field.Field, field.Code, field.Message)
		}
	}
	if onError == bulk.Abort && !all.Empty() {
		return nil, all.Err()
	}
	return results, nil
}

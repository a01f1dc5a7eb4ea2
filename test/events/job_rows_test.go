package events

import (
	"strings"

	"clientele/models"
)

// The fields of the events of a job.
const (
	changeCreated  = "kind total"
	changeFinished = "kind total status done created updated unchanged failed"
)

var jobRows = map[string][]row{
	"createImport": {{call: func(_ *shop, by caller) call {
		return call{
			field: `createImport(input: { kind: CUSTOMERS, format: CSV, dryRun: true })`,
			bad:   `createImport(input: { kind: CUSTOMERS, format: CSV, columns: [{ name: "a", field: "b" }] })`,
			want:  []event{by.did(models.JobCreated, "@job.id", "", 0, "kind format dryRun")},
		}
	}}},
	"createExport": {{call: func(_ *shop, by caller) call {
		return call{
			field: `createExport(input: { kind: ORDERS, format: JSONL, orderFilter: { number: { eq: "1" } } })`,
			bad:   `createExport(input: { kind: ORDERS, format: MAGENTO })`,
			want:  []event{by.did(models.JobCreated, "@job.id", "", 0, "kind format")},
		}
	}}},
	"cancelJob": {{alone: "the status of a job is changed by a worker as well", call: func(s *shop, by caller) call {
		id := s.Send(s.key.headers, `mutation { createImport(input: { kind: ORDERS, format: CSV }) { job { id } userErrors { code } } }`, nil).
			OK().Text("createImport.job.id")
		return call{
			field: quoted(`cancelJob(id: %s)`, id),
			bad:   `cancelJob(id: "job_01m8910q8we07s1ykrvtcffye5")`,
			want:  []event{by.did(models.JobCancelled, id, "", 0, "kind format status done created updated unchanged failed")},
		}
	}}},
	"updateCustomers": {
		{name: "update", call: bulkCall(`updateCustomers(%s, input: { emailVerified: true, acceptsMarketing: true })`,
			`updateCustomers(%s, input: {})`, func(by caller, a account) []event {
				return []event{by.did(models.CustomerUpdated, a.id, a.id, 2, "emailVerified acceptsMarketing marketing.EMAIL")}
			})},
		{name: "disable", call: bulkCall(`updateCustomers(%s, input: { disabled: true, disabledReason: "spam" })`,
			`updateCustomers(%s, input: { disabledReason: "spam" })`, func(by caller, a account) []event {
				return []event{by.did(models.CustomerDisabled, a.id, a.id, 2, "").hide()}
			})},
		{name: "groups", call: func(s *shop, by caller) call {
			return bulkCall(quoted(`updateCustomers(%%s, input: { addGroupIds: [%s] })`, s.group()),
				`updateCustomers(%s, input: { addGroupIds: ["group_01m8910q8we07s1ykrvtcffye5"] })`, func(by caller, a account) []event {
					return []event{by.did(models.CustomerUpdated, a.id, a.id, 2, "groups").hide()}
				})(s, by)
		}},
	},
	"deleteCustomers": {{call: bulkCall(`deleteCustomers(%s)`, `deleteCustomers(customers: {})`,
		func(by caller, a account) []event { return []event{by.did(models.CustomerDeleted, a.id, a.id, 0, "")} })}},
	"addCustomerTags": {{call: bulkCall(`addCustomerTags(%s, tags: ["gold"])`, `addCustomerTags(%s, tags: [])`,
		func(by caller, a account) []event {
			return []event{by.did(models.CustomerUpdated, a.id, a.id, 2, "tags").hide()}
		})}},
	"removeCustomerTags": {{call: func(s *shop, by caller) call {
		c := bulkCall(`removeCustomerTags(%s, tags: ["gold"])`, `removeCustomerTags(%s, tags: [])`,
			func(by caller, a account) []event {
				return []event{by.did(models.CustomerUpdated, a.id, a.id, 3, "tags").hide()}
			})(s, by)
		s.Send(s.key.headers, "mutation { "+quoted(`addCustomerTags(customers: { ids: [%s] }, tags: ["gold"])`, by.account.id)+
			" { userErrors { code } } }", nil).OK()
		return c
	}}},
	"sendInvitations": {{call: bulkCall(`sendInvitations(%s)`, `sendInvitations(customers: {})`,
		func(caller, account) []event { return nil })}},
}

// bulkCall returns a call that changes the account of the caller as one of many customers, with the events of a job.
func bulkCall(field, bad string, want func(by caller, a account) []event) func(s *shop, by caller) call {
	return func(_ *shop, by caller) call {
		of := quoted(`customers: { ids: [%s] }`, by.account.id)
		return call{
			field: strings.ReplaceAll(field, "%s", of), bad: strings.ReplaceAll(bad, "%s", of),
			want: append(want(by, by.account), by.did(models.JobCreated, "@job.id", "", 0, changeCreated),
				by.did(models.JobFinished, "@job.id", "", 0, changeFinished)),
		}
	}
}

package main

// This file has the subcommands that write fragen.approvals.yaml.

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fragen-go/fragen"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/review"
)

func newReviewApprove(o *options) *cobra.Command {
	f, approval := &reviewFlags{options: o}, review.Approval{}
	cmd := &cobra.Command{
		Use:   "approve FINDING...",
		Short: "Approve findings and record the reason",
		Long: `approve adds findings to fragen.approvals.yaml so that they do not affect the exit code
of "fragen review". Each argument is the fingerprint of a finding in the report, or the
first digits of a fingerprint. Use the same --from, --to and --spec flags as for the
review.

An approval is valid for only one finding. If the same part of the description changes
again, the report contains a finding with a different fingerprint. With --until, the
approval expires after the given date.`,
		Example: `  fragen review approve 6273aa1df025 --reason "The service never accepted the old value."
  fragen review approve 6273 b6dc --reason "Released in v2." --by ana --until 2026-12-31`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return fmt.Errorf("expected the fingerprint of a finding")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return f.approve(cmd, args, approval) },
	}
	f.addTo(cmd)
	flags := cmd.Flags()
	flags.StringVar(&approval.Reason, "reason", "", "`TEXT` that explains why the change is accepted (required)")
	flags.StringVar(&approval.By, "by", "", "`NAME` of the person responsible for the approval")
	flags.StringVar(&approval.Until, "until", "", "`DATE` on which the approval expires, such as 2026-12-31")
	return cmd
}

// approve adds the findings with the given fingerprints to the approvals.
func (f *reviewFlags) approve(cmd *cobra.Command, prefixes []string, approval review.Approval) error {
	if strings.TrimSpace(approval.Reason) == "" {
		return usagef("--reason is required; explain why the change is accepted")
	}
	if err := f.checkUntil(approval.Until); err != nil {
		return err
	}
	c, err := f.compare(cmd, &fragen.ReviewOptions{})
	if err != nil {
		return err
	}
	var found []*review.Finding
	for _, prefix := range prefixes {
		finding, err := findFinding(c.Report, prefix)
		if err != nil {
			return err
		}
		found = append(found, finding)
	}
	err = f.changeApprovals(cmd, func(a *review.Approvals) { a.Approve(found, approval) })
	if err != nil {
		return err
	}
	for _, finding := range found {
		printLine(cmd.OutOrStdout(), "approved %s %s: %s", finding.Fingerprint, finding.Rule, finding.Text)
	}
	return nil
}

// checkUntil checks the date on which an approval expires.
func (f *reviewFlags) checkUntil(until string) error {
	if until == "" {
		return nil
	}
	today, err := f.date()
	if err != nil {
		return err
	}
	date, err := parseDate("until", until)
	if err == nil && !date.After(today) {
		return usagef("--until: the approval would expire immediately, because %s is not after today", until)
	}
	return err
}

// findFinding returns the finding whose fingerprint begins with prefix.
func findFinding(r *review.Report, prefix string) (*review.Finding, error) {
	var found []*review.Finding
	var known []string
	for _, target := range r.Targets {
		for _, finding := range target.Findings {
			known = append(known, finding.Fingerprint)
			if prefix != "" && strings.HasPrefix(finding.Fingerprint, prefix) {
				found = append(found, finding)
			}
		}
	}
	switch {
	case len(found) == 0:
		return nil, usagef("no finding has the fingerprint %q%s", prefix, diag.DidYouMean(prefix, known))
	case len(found) > 1 && found[0].Fingerprint != found[len(found)-1].Fingerprint:
		return nil, usagef("%d findings have a fingerprint that begins with %q; specify more digits",
			len(found), prefix)
	}
	return found[0], nil
}

func newReviewPrune(o *options) *cobra.Command {
	f := &reviewFlags{options: o}
	cmd := &cobra.Command{
		Use:   "prune",
		Short: "Remove approvals that match no finding",
		Long: `prune removes the entries in fragen.approvals.yaml that match no finding in the review.
For example, after a change has been merged, its approvals no longer match a finding.
Use the same --from, --to and --spec flags as for the review.`,
		Example: `  fragen review prune
  fragen review prune --from v1.4.0`,
		Args: noFile,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := f.compare(cmd, &fragen.ReviewOptions{})
			if err != nil {
				return err
			}
			if len(c.unused) == 0 {
				return tidy(cmd, c.approvals.name)
			}
			if err := f.changeApprovals(cmd, func(a *review.Approvals) { a.Remove(c.unused) }); err != nil {
				return err
			}
			for _, entry := range c.unused {
				printLine(cmd.OutOrStdout(), "removed %s %s", entry.Finding, entry.Rule)
			}
			return nil
		},
	}
	f.addTo(cmd)
	return cmd
}

using Kube.Api.Models;

namespace Kube.Api.Authorization;

/// <summary>What a user may do, as far as an authorizer knows. Shared and read-only.</summary>
/// <param name="Rules">The rules, about resources and about paths.</param>
/// <param name="Problem">What kept other rules from being found; empty: nothing.</param>
/// <param name="IsIncomplete">There are rights that these rules do not show.</param>
public sealed record UserRules(IReadOnlyList<V1PolicyRule> Rules, string Problem = "", bool IsIncomplete = false);

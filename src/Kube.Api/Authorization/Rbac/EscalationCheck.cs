using Kube.Api.Admission;
using Kube.Api.Authentication;
using Kube.Api.Catalog;
using Kube.Api.Errors;
using Kube.Api.Models;

namespace Kube.Api.Authorization.Rbac;

/// <summary>Nobody grants what they do not hold: a role may only have rules that its writer has, a binding only name a role whose rules its writer has, unless
/// the writer may <c>escalate</c> or <c>bind</c> (upstream's <c>policybased</c> storages, 1.36). Stands last of the mutating plugins, where upstream's storage looks.</summary>
internal sealed class EscalationCheck(RbacPolicySource policies, IAuthorizer authorizer) : IMutatingAdmission
{
    private const string Group = "rbac.authorization.k8s.io";
    private static readonly V1PolicyRule[] s_everything =
        [new() { Verbs = ["*"], ApiGroups = ["*"], Resources = ["*"] }, new() { Verbs = ["*"], NonResourceURLs = ["*"] }];

    public bool Handles(AdmissionRequest request) =>
        request is { Operation: Verbs.Create or Verbs.Update, Subresource: "", Resource.Kind.Group: Group } && !request.User.IsIn(UserNames.MastersGroup);

    public async ValueTask<bool> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (request.OldObject is { } old && OnlyCollectorsFieldsChange(request.Object!, old)) return false;
        switch (request.Object)
        {
            case V1Role role:
                if (!await MayEscalateAsync(request, cancellationToken)) CheckHeld(request, role.Rules ?? []);
                break;
            case V1ClusterRole role:
                await CheckClusterRoleAsync(request, role, cancellationToken);
                break;
            case V1RoleBinding binding:
                await CheckBindingAsync(request, binding.RoleRef, cancellationToken);
                break;
            case V1ClusterRoleBinding binding:
                await CheckBindingAsync(request, binding.RoleRef, cancellationToken);
                break;
        }

        return false;
    }

    private async ValueTask CheckClusterRoleAsync(AdmissionRequest request, V1ClusterRole role, CancellationToken cancellationToken)
    {
        if (await MayEscalateAsync(request, cancellationToken)) return;
        CheckHeld(request, role.Rules ?? []);
        // Who aggregates grants whatever others will ever label so.
        var aggregates = HasAggregation(role) || (request.OldObject is V1ClusterRole old && HasAggregation(old));
        if (aggregates && RuleCoverage.Missing(policies.Current.RulesFor(request.User, request.Namespace).Rules, s_everything).Count > 0)
            throw Refuse(request, "must have cluster-admin privileges to use an aggregationRule");
    }

    private async ValueTask CheckBindingAsync(AdmissionRequest request, V1RoleRef role, CancellationToken cancellationToken)
    {
        var plural = role.Kind switch { "Role" => "roles", "ClusterRole" => "clusterroles", _ => null };
        if (plural is not null)
        {
            var bind = new AuthorizationAttributes
            {
                User = request.User, Verb = "bind", Group = Group, Version = "*", Resource = plural, Name = role.Name ?? "", Namespace = request.Namespace,
            };
            if ((await authorizer.AuthorizeAsync(bind, cancellationToken)).IsAllowed) return;
        }

        // What validation will refuse needs no other refusal.
        if (plural is null) return;
        var rules = policies.Current.RulesOf(role, request.Namespace)
            // Upstream names the binding's resource with the role's name.
            ?? throw new NotFoundException(request.Resource.Resource, role.Name ?? "");
        CheckHeld(request, rules);
    }

    private async ValueTask<bool> MayEscalateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var escalate = new AuthorizationAttributes
        {
            User = request.User,
            Verb = "escalate",
            Group = Group,
            Version = "*",
            Resource = request.Resource.Plural,
            Name = request.Object!.Metadata.Name ?? "",
            Namespace = request.Namespace,
        };
        return (await authorizer.AuthorizeAsync(escalate, cancellationToken)).IsAllowed;
    }

    private void CheckHeld(AdmissionRequest request, IReadOnlyList<V1PolicyRule> wanted)
    {
        var (held, problems) = policies.Current.RulesFor(request.User, request.Namespace);
        var missing = RuleCoverage.Missing(held, wanted);
        if (missing.Count == 0) return;
        var shown = RuleCoverage.Compact(missing).Select(RuleCoverage.Show).Distinct().Order(StringComparer.Ordinal);
        var text = $"user \"{request.User.Name}\" (groups={RuleCoverage.Quote(request.User.Groups)}) is attempting to grant RBAC permissions not currently held:\n{string.Join('\n', shown)}";
        if (problems.Count > 0) text += $"; resolution errors: [{string.Join(", ", problems)}]";
        throw Refuse(request, text);
    }

    private static ForbiddenException Refuse(AdmissionRequest request, string why) => new(request.Resource.Resource, request.Object!.Metadata.Name ?? "", why);

    private static bool HasAggregation(V1ClusterRole role) => role.AggregationRule?.ClusterRoleSelectors is { Count: > 0 };

    /// <summary>The garbage collector takes its marks off objects that it could not have written.</summary>
    private static bool OnlyCollectorsFieldsChange(IKubernetesObject<V1ObjectMeta> obj, IKubernetesObject<V1ObjectMeta> old) => (obj, old) switch
    {
        (V1Role now, V1Role was) => Masked(now.DeepClone(), was).SemanticEquals(was),
        (V1ClusterRole now, V1ClusterRole was) => Masked(now.DeepClone(), was).SemanticEquals(was),
        (V1RoleBinding now, V1RoleBinding was) => Masked(now.DeepClone(), was).SemanticEquals(was),
        (V1ClusterRoleBinding now, V1ClusterRoleBinding was) => Masked(now.DeepClone(), was).SemanticEquals(was),
        _ => false,
    };

    private static T Masked<T>(T now, T was)
        where T : IKubernetesObject<V1ObjectMeta>
    {
        now.Metadata.OwnerReferences = was.Metadata.OwnerReferences;
        now.Metadata.Finalizers = was.Metadata.Finalizers;
        now.Metadata.ManagedFields = was.Metadata.ManagedFields;
        now.Metadata.ResourceVersion = was.Metadata.ResourceVersion;
        return now;
    }
}

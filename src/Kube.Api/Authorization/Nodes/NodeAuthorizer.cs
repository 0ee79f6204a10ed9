using Kube.Api.Authentication;
using Kube.Api.Authorization.Rbac;
using Kube.Api.Catalog;
using Kube.Api.Errors;
using Kube.Api.Kubernetes.Bootstrap.Policy;
using Kube.Api.Models;
using Kube.Api.Selectors;

namespace Kube.Api.Authorization.Nodes;

/// <summary>Lets a node agent do what nodes do, and read only what its own pods need (upstream's <c>plugin/pkg/auth/authorizer/node</c>, 1.36).</summary>
internal sealed class NodeAuthorizer(NodeGraph graph) : IAuthorizer, IUserRules
{
    private const string LeaseNamespace = "kube-node-lease";

    private readonly List<V1PolicyRule> _rules = DefaultPolicy.ClusterRoles().Find(static role => role.Metadata.Name == "system:node")!.Rules!;

    public ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancellationToken)
    {
        if (NodeIdentity.Of(attributes.User) is not { } node) return new(No(""));
        return new(node.Length == 0 ? No($"unknown node for user \"{attributes.User.Name}\"") : Decide(node, attributes));
    }

    public UserRules RulesFor(UserInfo user, string ns) =>
        NodeIdentity.Of(user) is null ? new UserRules([]) : new UserRules([], "node authorizer does not support user rule resolution", IsIncomplete: true);

    private static AuthorizationDecision Yes => new(AuthorizationVerdict.Allow);

    private static AuthorizationDecision No(string why) => new(AuthorizationVerdict.NoOpinion, why);

    private AuthorizationDecision Decide(string node, AuthorizationAttributes asked) => (asked.Group, asked.Resource) switch
    {
        ("", "secrets") => ReadNamespaced(node, NodeObject.Secret, asked),
        ("", "configmaps") => ReadNamespaced(node, NodeObject.ConfigMap, asked),
        ("", "persistentvolumeclaims") when asked.Subresource == "status" => UpdateStatus(node, NodeObject.Claim, asked),
        ("", "persistentvolumeclaims") => Get(node, NodeObject.Claim, asked),
        ("", "persistentvolumes") => Get(node, NodeObject.Volume, asked),
        ("resource.k8s.io", "resourceclaims") => Get(node, NodeObject.ResourceClaim, asked),
        ("resource.k8s.io", "resourceslices") => Slice(node, asked),
        ("storage.k8s.io", "volumeattachments") => Get(node, NodeObject.Attachment, asked),
        ("storage.k8s.io", "csinodes") => CsiNode(node, asked),
        ("", "serviceaccounts") => ServiceAccount(node, asked),
        ("coordination.k8s.io", "leases") => Lease(node, asked),
        ("", "nodes") => Node(node, asked),
        ("", "pods") => Pod(node, asked),
        _ => _rules.Exists(rule => PolicyRules.Allows(rule, asked)) ? Yes : No(""),
    };

    private AuthorizationDecision UpdateStatus(string node, NodeObject kind, AuthorizationAttributes asked) =>
        asked.Verb is Verbs.Get or Verbs.Update or Verbs.Patch ? Related(node, kind, asked) : No("can only get/update/patch this type");

    private AuthorizationDecision Get(string node, NodeObject kind, AuthorizationAttributes asked)
    {
        if (asked.Verb != Verbs.Get) return No("can only get individual resources of this type");
        return asked.Subresource.Length > 0 ? No("cannot get subresource") : Related(node, kind, asked);
    }

    private AuthorizationDecision ReadNamespaced(string node, NodeObject kind, AuthorizationAttributes asked)
    {
        if (asked.Verb is not (Verbs.Get or Verbs.List or Verbs.Watch)) return No("can only read resources of this type");
        if (asked.Subresource.Length > 0) return No("cannot read subresource");
        return asked.Namespace.Length == 0 ? No("can only read namespaced object of this type") : Related(node, kind, asked);
    }

    private AuthorizationDecision Related(string node, NodeObject kind, AuthorizationAttributes asked)
    {
        if (asked.Name.Length == 0) return No("No Object name found");
        return graph.IsRelated(node, kind, asked.Namespace, asked.Name) ? Yes : No($"no relationship found between node '{node}' and this object");
    }

    private AuthorizationDecision ServiceAccount(string node, AuthorizationAttributes asked)
    {
        if (asked.Verb == Verbs.Get && asked.Subresource.Length == 0) return Get(node, NodeObject.ServiceAccount, asked);
        if (asked.Verb != Verbs.Create || asked.Name.Length == 0) return No("can only create tokens for individual service accounts");
        return asked.Subresource != "token" ? No("can only create token subresource of service account") : Related(node, NodeObject.ServiceAccount, asked);
    }

    private static AuthorizationDecision Lease(string node, AuthorizationAttributes asked)
    {
        if (!IsOwnObjectVerb(asked.Verb)) return No("can only get, create, update, patch, or delete a node lease");
        if (asked.Namespace != LeaseNamespace) return No($"can only access leases in the \"{LeaseNamespace}\" system namespace");
        return asked.Verb != Verbs.Create && asked.Name != node ? No("can only access node lease with the same name as the requesting node") : Yes;
    }

    private static AuthorizationDecision CsiNode(string node, AuthorizationAttributes asked)
    {
        if (!IsOwnObjectVerb(asked.Verb)) return No("can only get, create, update, patch, or delete a CSINode");
        if (asked.Subresource.Length > 0) return No("cannot authorize CSINode subresources");
        return asked.Verb != Verbs.Create && asked.Name != node ? No("can only access CSINode with the same name as the requesting node") : Yes;
    }

    private AuthorizationDecision Slice(string node, AuthorizationAttributes asked)
    {
        if (asked.Subresource.Length > 0) return No("cannot authorize ResourceSlice subresources");
        return asked.Verb switch
        {
            Verbs.Create => Yes,
            Verbs.Get or Verbs.Update or Verbs.Patch or Verbs.Delete => Related(node, NodeObject.ResourceSlice, asked),
            Verbs.Watch or Verbs.List or Verbs.DeleteCollection => Selects(asked, "spec.nodeName", node)
                ? Yes
                : No("can only list/watch/deletecollection resourceslices with nodeName field selector"),
            _ => No("only the following verbs are allowed for a ResourceSlice: get, watch, list, create, update, patch, delete, deletecollection"),
        };
    }

    private static AuthorizationDecision Node(string node, AuthorizationAttributes asked) => (asked.Subresource, asked.Verb) switch
    {
        // That it is its own node which it writes is NodeRestriction's care, which sees the body.
        ("", Verbs.Create or Verbs.Update or Verbs.Patch) or ("status", Verbs.Update or Verbs.Patch) => Yes,
        ("", Verbs.Get or Verbs.List or Verbs.Watch) => asked.Name == node
            ? Yes
            : No(asked.Name.Length == 0 ? $"node '{node}' cannot read all nodes, only its own Node object" : $"node '{node}' cannot read '{asked.Name}', only its own Node object"),
        _ => No(""),
    };

    private AuthorizationDecision Pod(string node, AuthorizationAttributes asked) => (asked.Subresource, asked.Verb) switch
    {
        ("", Verbs.Get) => Get(node, NodeObject.Pod, asked),
        ("", Verbs.List or Verbs.Watch) when Selects(asked, "spec.nodeName", node) => Yes,
        ("", Verbs.List or Verbs.Watch) when asked.Name.Length > 0 => Related(node, NodeObject.Pod, asked),
        ("", Verbs.List or Verbs.Watch) => No("can only list/watch pods with spec.nodeName field selector"),
        ("", Verbs.Create or Verbs.Delete) or ("status", Verbs.Update or Verbs.Patch) or ("eviction", Verbs.Create) => Yes,
        _ => No(""),
    };

    private static bool IsOwnObjectVerb(string verb) => verb is Verbs.Get or Verbs.Create or Verbs.Update or Verbs.Patch or Verbs.Delete;

    private static bool Selects(AuthorizationAttributes asked, string field, string value)
    {
        if (asked.FieldSelector.Length == 0) return false;
        try
        {
            return FieldSelector.Parse(asked.FieldSelector).Requirements.Any(requirement => !requirement.Negated && requirement.Field == field && requirement.Value == value);
        }
        catch (BadRequestException)
        {
            return false;
        }
    }
}

using Kube.Api.Models;

namespace Kube.Api.Authorization.Rbac;

/// <summary>What one binding gives to one of its subjects. Immutable.</summary>
/// <param name="Order">The binding's place among all: the first that allows is the one that is named.</param>
/// <param name="Binding">The binding in a sentence's form, such as <c>ClusterRoleBinding "a"</c>.</param>
/// <param name="Role">The role that the binding names.</param>
/// <param name="Subject">The subject in a sentence's form, such as <c>User "alice"</c>.</param>
/// <param name="Rules">The role's rules; null when there is no such role.</param>
internal sealed record Grant(int Order, string Binding, V1RoleRef Role, string Subject, IReadOnlyList<V1PolicyRule>? Rules)
{
    private string? _reason;

    /// <summary>Why a request that these rules allow is allowed.</summary>
    public string Reason => _reason ??= $"RBAC: allowed by {Binding} of {Role.Kind} \"{Role.Name}\" to {Subject}";

    /// <summary>What is missing when <see cref="Rules"/> is null.</summary>
    public string MissingRole => $"{Role.Kind.ToLowerInvariant()}.rbac.authorization.k8s.io \"{Role.Name}\" not found";
}

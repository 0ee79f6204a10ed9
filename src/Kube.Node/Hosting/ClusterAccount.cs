using Kube.Api.Authentication;
using Kube.Api.Client;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;

namespace Kube.Node.Hosting;

/// <summary>The service account that a part of the node reads the cluster as, with the role that lets it. What is there already is left as it is.</summary>
/// <param name="name">The account's name, in <c>kube-system</c>.</param>
/// <param name="role">The name of its role and of the binding.</param>
/// <param name="rules">What it may.</param>
internal sealed class ClusterAccount(string name, string role, params V1PolicyRule[] rules)
{
    private const string Namespace = "kube-system";

    /// <summary>The account as a user.</summary>
    public UserInfo User { get; } = new(
        $"system:serviceaccount:{Namespace}:{name}",
        groups: ["system:serviceaccounts", $"system:serviceaccounts:{Namespace}", UserNames.AuthenticatedGroup]);

    /// <summary>Makes the account and grants it its role.</summary>
    public async Task GrantAsync(IKubeClient client, CancellationToken cancellationToken)
    {
        await EnsureAsync(client, new V1ServiceAccount { Metadata = new() { Name = name, Namespace = Namespace } }, cancellationToken);
        await EnsureAsync(client, new V1ClusterRole { Metadata = new() { Name = role }, Rules = [.. rules] }, cancellationToken);
        await EnsureAsync(
            client,
            new V1ClusterRoleBinding
            {
                Metadata = new() { Name = role },
                RoleRef = new() { ApiGroup = "rbac.authorization.k8s.io", Kind = "ClusterRole", Name = role },
                Subjects = [new() { Kind = "ServiceAccount", Name = name, Namespace = Namespace }],
            },
            cancellationToken);
    }

    /// <summary>Makes an object unless there is one.</summary>
    public static async Task EnsureAsync<T>(IKubeClient client, T obj, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        try
        {
            await client.For<T>().CreateAsync(obj, WriteOptions.Default, cancellationToken);
        }
        catch (AlreadyExistsException)
        {
            // From an earlier start, or an administrator's own.
        }
        catch (InvalidException) when (obj is V1Service)
        {
            // The address is taken when the service exists: an earlier start's is left as it is, anything else is a failure.
            await client.For<T>().GetAsync(new(obj.Metadata.Namespace ?? "", obj.Metadata.Name ?? ""), cancellationToken);
        }
    }
}

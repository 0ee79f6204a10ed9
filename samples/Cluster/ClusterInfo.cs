using System.Text;
using Kube.Api.Authentication.Certificates;
using Kube.Api.Client;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;

namespace Kube.Samples.Cluster;

/// <summary>Publishes who this cluster is, as kubeadm does: a map that everybody may read, and that the controllers sign with every bootstrap token.</summary>
internal sealed class ClusterInfo(IKubeClient client, ClusterCertificates certificates)
{
    private const string Namespace = "kube-public";
    private const string Name = "cluster-info";
    private const string Role = "kubeadm:bootstrap-signer-clusterinfo";

    public ClusterInfo(IServiceProvider services)
        : this(services.GetRequiredService<IKubeClient>(), services.GetRequiredService<ClusterCertificates>())
    {
    }

    public async Task PublishAsync(Uri server, CancellationToken cancellationToken)
    {
        var authority = Convert.ToBase64String(Encoding.ASCII.GetBytes(certificates.Authority.Certificate.ExportCertificatePem() + "\n"));
        var text = $"""
            apiVersion: v1
            clusters:
            - cluster:
                certificate-authority-data: {authority}
                server: {server.GetLeftPart(UriPartial.Authority)}
              name: ""
            contexts: null
            current-context: ""
            kind: Config
            preferences: {"{}"}
            users: null

            """;
        await EnsureAsync(new V1Namespace { Metadata = new() { Name = Namespace } }, cancellationToken);
        await PublishAsync(text, cancellationToken);
        await EnsureAsync(
            new V1Role { Metadata = new() { Name = Role, Namespace = Namespace }, Rules = [new() { ApiGroups = [""], Resources = ["configmaps"], ResourceNames = [Name], Verbs = ["get"] }] },
            cancellationToken);
        await EnsureAsync(
            new V1RoleBinding
            {
                Metadata = new() { Name = Role, Namespace = Namespace },
                RoleRef = new() { ApiGroup = "rbac.authorization.k8s.io", Kind = "Role", Name = Role },
                Subjects = [new() { ApiGroup = "rbac.authorization.k8s.io", Kind = "User", Name = "system:anonymous" }],
            },
            cancellationToken);
    }

    private async Task PublishAsync(string text, CancellationToken cancellationToken)
    {
        var map = new V1ConfigMap { Metadata = new() { Name = Name, Namespace = Namespace }, Data = new() { ["kubeconfig"] = text } };
        if (await EnsureAsync(map, cancellationToken)) return;
        // From an earlier start, perhaps on another port; what it was signed with is signed anew.
        var found = await client.For<V1ConfigMap>().GetAsync(new(Namespace, Name), cancellationToken);
        if (found.Data?.GetValueOrDefault("kubeconfig") == text) return;
        found.Data = map.Data;
        await client.For<V1ConfigMap>().UpdateAsync(found, WriteOptions.Default, cancellationToken);
    }

    private async Task<bool> EnsureAsync<T>(T obj, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        try
        {
            await client.For<T>().CreateAsync(obj, WriteOptions.Default, cancellationToken);
            return true;
        }
        catch (AlreadyExistsException)
        {
            return false;
        }
    }
}

using Kube.Api.Catalog;
using Kube.Api.Errors;
using Kube.Api.Kubernetes.Admission;
using Kube.Api.Models;

namespace Kube.Api.Authentication.ServiceAccounts;

/// <summary>What a token is bound to: with it, it ends.</summary>
internal sealed record TokenBinding(ObjectClaim? Pod = null, ObjectClaim? Secret = null, ObjectClaim? Node = null)
{
    private static readonly GroupVersionResource s_pods = new("", "v1", "pods");
    private static readonly GroupVersionResource s_secrets = new("", "v1", "secrets");
    private static readonly GroupVersionResource s_nodes = new("", "v1", "nodes");

    /// <exception cref="ApiException">The object is not there, is another one, or is of a kind that tokens are not bound to.</exception>
    public static async ValueTask<TokenBinding> ResolveAsync(
        AdmissionObjects objects, V1BoundObjectReference? reference, string ns, string account, CancellationToken cancellationToken)
    {
        if (reference is null) return new TokenBinding();
        var kind = GroupVersionKind.From(reference.ApiVersion ?? "", reference.Kind ?? "");
        var binding = (kind.Group, kind.Kind) switch
        {
            ("", "Pod") => await OfPodAsync(objects, reference.Name, ns, account, cancellationToken),
            ("", "Secret") => new TokenBinding(Secret: Claim(await FindAsync<V1Secret>(objects, s_secrets, ns, reference.Name, cancellationToken))),
            ("", "Node") => new TokenBinding(Node: Claim(await FindAsync<V1Node>(objects, s_nodes, "", reference.Name, cancellationToken))),
            _ => throw new BadRequestException($"cannot bind token to object of type {kind.Group}/{kind.Version}, Kind={kind.Kind}"),
        };
        var uid = (binding.Pod ?? binding.Secret ?? binding.Node)!.Uid;
        if (string.IsNullOrEmpty(reference.Uid) || reference.Uid == uid) return binding;
        throw new ConflictException(
            kind.Group,
            kind.Kind,
            reference.Name ?? "",
            $"the UID in the bound object reference ({reference.Uid}) does not match the UID in record. The object might have been deleted and then recreated");
    }

    private static async ValueTask<TokenBinding> OfPodAsync(AdmissionObjects objects, string? name, string ns, string account, CancellationToken cancellationToken)
    {
        var pod = await FindAsync<V1Pod>(objects, s_pods, ns, name, cancellationToken);
        if (pod.Spec.ServiceAccountName != account)
            throw new BadRequestException($"cannot bind token for serviceaccount \"{account}\" to pod running with different serviceaccount name.");
        if (string.IsNullOrEmpty(pod.Spec.NodeName)) return new TokenBinding(Claim(pod));
        // The node's name is told even when the node itself is gone.
        var node = await objects.FindAsync<V1Node>(s_nodes, "", pod.Spec.NodeName, cancellationToken);
        return new TokenBinding(Claim(pod), Node: new ObjectClaim(pod.Spec.NodeName, node?.Metadata.Uid ?? ""));
    }

    private static ObjectClaim Claim(IKubernetesObject<V1ObjectMeta> obj) => new(obj.Metadata.Name!, obj.Metadata.Uid!);

    private static async ValueTask<T> FindAsync<T>(AdmissionObjects objects, GroupVersionResource resource, string ns, string? name, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        if (string.IsNullOrEmpty(name)) throw new BadRequestException("Name parameter required.");
        return await objects.FindAsync<T>(resource, ns, name, cancellationToken) ?? throw new NotFoundException(resource, name);
    }
}

using Kube.Api.Authentication;
using Kube.Api.Catalog;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;

namespace Kube.Api.Kubernetes.Bootstrap;

/// <summary>Writes objects as the server itself, through the same pipeline as everybody.</summary>
internal sealed class BootstrapObjects(IObjectWriter writer, IObjectReader reader, IResourceCatalog catalog)
{
    private const string UserAgent = "kube-apiserver/v1.36.0";

    /// <summary>Whether the catalog has the resource; one that has not needs no such object.</summary>
    public bool Serves(GroupVersionResource resource) => catalog.Current.TryFind(resource, out _);

    public async Task<T?> FindAsync<T>(GroupVersionResource resource, string ns, string name, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        try
        {
            return (T)(await reader.GetAsync(Request(resource, Verbs.Get, ns, name), GetOptions.Default, cancellationToken)).Decode();
        }
        catch (NotFoundException)
        {
            return null;
        }
    }

    /// <summary>Creates the object unless it is there.</summary>
    /// <returns>Whether it was made now.</returns>
    public async Task<bool> EnsureAsync(IKubernetesObject<V1ObjectMeta> obj, GroupVersionResource resource, CancellationToken cancellationToken, string manager = "")
    {
        if (!catalog.Current.TryFind(resource, out var definition)) return false;
        obj.ApiVersion = definition.Kind.ApiVersion;
        obj.Kind = definition.Kind.Kind;
        try
        {
            await writer.CreateAsync(
                Request(resource, Verbs.Create, obj.Metadata.Namespace ?? "", ""), RequestBody.FromObject(obj), Managed(manager), cancellationToken);
            return true;
        }
        catch (AlreadyExistsException)
        {
            return false;
        }
    }

    /// <summary>Replaces the object at the resourceVersion that it carries.</summary>
    public async Task UpdateAsync(
        IKubernetesObject<V1ObjectMeta> obj, GroupVersionResource resource, CancellationToken cancellationToken, string manager = "")
    {
        var request = Request(resource, Verbs.Update, obj.Metadata.Namespace ?? "", obj.Metadata.Name!);
        await writer.UpdateAsync(request, RequestBody.FromObject(obj), Managed(manager), cancellationToken);
    }

    /// <summary>Applies a status to an object of the cluster.</summary>
    public async Task ApplyStatusAsync(GroupVersionResource resource, string name, byte[] json, string manager, CancellationToken cancellationToken)
    {
        var request = Request(resource, Verbs.Patch, "", name) with { Subresource = "status" };
        await writer.PatchAsync(request, new PatchBody(PatchType.Apply, json), new WriteOptions { FieldManager = manager, Force = true }, cancellationToken);
    }

    public async Task DeleteAsync(IKubernetesObject<V1ObjectMeta> obj, GroupVersionResource resource, CancellationToken cancellationToken) =>
        await writer.DeleteAsync(
            Request(resource, Verbs.Delete, obj.Metadata.Namespace ?? "", obj.Metadata.Name!),
            new V1DeleteOptions { Preconditions = new V1Preconditions { Uid = obj.Metadata.Uid } },
            cancellationToken);

    /// <summary>Creates a namespace of the system's unless it is there.</summary>
    public Task EnsureNamespaceAsync(string name, CancellationToken cancellationToken) =>
        EnsureAsync(new V1Namespace { Metadata = new V1ObjectMeta { Name = name } }, new("", "v1", "namespaces"), cancellationToken);

    private static WriteOptions Managed(string manager) => manager.Length == 0 ? WriteOptions.Default : new WriteOptions { FieldManager = manager };

    private RequestInfo Request(GroupVersionResource resource, string verb, string ns, string name) => new()
    {
        User = UserInfo.ApiServer,
        Verb = verb,
        Resource = catalog.Current.TryFind(resource, out var definition) ? definition : throw new ResourceNotServedException(),
        Namespace = ns,
        Name = name,
        UserAgent = UserAgent,
    };
}

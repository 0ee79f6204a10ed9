using System.Buffers;
using Kube.Api.Admission;
using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.Objects;
using Kube.Api.Tree;

namespace Kube.Api.Requests;

/// <summary>One write on its way through the pipeline: the request, its one instant, and the warnings that gather. Used by one request.</summary>
internal sealed class WriteContext
{
    private readonly List<string> _warnings = [];

    public WriteContext(RequestInfo request, DateTime now, bool dryRun)
    {
        Request = request;
        DryRun = dryRun;
        Subresource = request.Subresource.Length == 0
            ? null
            : request.Resource.FindSubresource(request.Subresource) ?? throw new Errors.ResourceNotServedException();
        var kind = Subresource?.Codec?.Kind ?? request.Resource.Kind;
        Strategy = new StrategyContext(request.User, now, kind, request.Resource.Namespaced ? request.Namespace : "", request.Subresource, dryRun) { Warnings = _warnings };
    }

    public RequestInfo Request { get; }

    public bool DryRun { get; }

    public SubresourceDefinition? Subresource { get; }

    public StrategyContext Strategy { get; }

    public ResourceDefinition Stored => Request.Resource.Stored;

    public DateTime Now => Strategy.Now;

    /// <summary>The rules of this address: the subresource's own, or the object's.</summary>
    public ResourceStrategy Rules => Subresource?.Strategy ?? Request.Resource.StoredRules ?? Stored.Strategy!;

    /// <summary>The namespace of the object; empty for a cluster-scoped resource.</summary>
    public string Namespace => Strategy.Namespace;

    public IReadOnlyList<string> Warnings => _warnings;

    public ICollection<string> WarningSink => _warnings;

    /// <summary>The object as a patch of this round has seen it, for the steps after it; its revision tells whether it is this round's.</summary>
    public (long Revision, TreeObject? Tree) Shown { get; set; }

    /// <summary>Where <see cref="Shown"/> lies when it lies in a buffer that others wait for.</summary>
    public ArrayBufferWriter<byte>? ShownIn { get; set; }

    /// <summary>Nobody looks at <see cref="Shown"/> any more.</summary>
    public void ForgetShown()
    {
        Shown = default;
        if (ShownIn is { } buffer) Scratch.Drop(buffer);
        ShownIn = null;
    }

    /// <summary>Forgets the warnings of a round that is run again.</summary>
    public void RewindWarnings(int count) => _warnings.RemoveRange(count, _warnings.Count - count);

    public AdmissionRequest Admission(string operation, IKubernetesObject<V1ObjectMeta>? obj, IKubernetesObject<V1ObjectMeta>? old) => new()
    {
        Operation = operation,
        Resource = Request.Resource,
        Subresource = Request.Subresource,
        Namespace = Namespace,
        // Of a collection, upstream's plugins are not told which object it is.
        Name = Request.Verb == Verbs.DeleteCollection ? "" : Request.Name.Length > 0 ? Request.Name : obj?.Metadata.Name ?? "",
        User = Request.User,
        Object = obj,
        OldObject = old,
        DryRun = DryRun,
        Warnings = _warnings,
    };
}

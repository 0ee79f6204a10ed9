using System.Buffers;
using System.Collections.Concurrent;
using Kube.Api.Catalog;
using Kube.Api.ManagedFields;
using Kube.Api.Models;
using Kube.Api.Objects;
using Kube.Api.Tree;

namespace Kube.Api.Requests;

/// <summary>The pipeline's managed-fields step: hands the objects to the updater as trees of the request's version and puts its answer back.</summary>
internal sealed class ManagedFieldsStep
{
    private const int MaxUserAgentName = 128;

    private static readonly FieldFilter s_noStatus = FieldFilter.Excluding(FieldSet.Of("status"));
    private static readonly FieldFilter s_noSpec = FieldFilter.Excluding(FieldSet.Of("spec"));

    private readonly ConcurrentDictionary<ObjectCodec, TreeObject> _empty = new();
    private readonly ConcurrentDictionary<ResourceStrategy, FieldFilter> _resets = new();

    /// <summary>Who owns what a new object says.</summary>
    public void Create(IKubernetesObject<V1ObjectMeta> obj, WriteContext context, string manager)
    {
        var codec = context.Request.Resource.Codec;
        Set(obj, context, manager, _empty.GetOrAdd(codec, Empty), isCreate: true);
    }

    /// <summary>Who owns what an object says after an update.</summary>
    public void Update(IKubernetesObject<V1ObjectMeta> obj, ObjectRevision existing, WriteContext context, string manager) =>
        Set(obj, context, manager, (TreeObject)TreeNode.Parse(existing.Object.In(context.Request.Resource).Json), isCreate: false);

    /// <summary>Whether two entries say the same but for when.</summary>
    public static bool IsSameButForTime(V1ManagedFieldsEntry one, V1ManagedFieldsEntry other) =>
        one.Manager == other.Manager && one.Operation == other.Operation && one.ApiVersion == other.ApiVersion && one.Subresource == other.Subresource
        && one.FieldsV1 is { } fields && other.FieldsV1 is { } others && fields.Utf8.Span.SequenceEqual(others.Utf8.Span);

    private static TreeObject Empty(ObjectCodec codec) => ToTree(codec, codec.NewObject());

    private static TreeObject ToTree(ObjectCodec codec, IKubernetesObject obj)
    {
        var json = new ArrayBufferWriter<byte>(2048);
        codec.Encode(obj, json);
        return (TreeObject)TreeNode.Parse(json.WrittenMemory);
    }

    /// <summary>What the address throws away: what its strategy says, else the status, or on the status address the specification.</summary>
    private FieldFilter? ResetOf(WriteContext context)
    {
        if (context.Rules.ResetFields.Count > 0)
            return _resets.GetOrAdd(context.Rules, static rules => FieldFilter.Excluding(FieldSet.Of([.. rules.ResetFields])));
        if (context.Subresource is null) return context.Stored.FindSubresource("status")?.Strategy is null ? null : s_noStatus;
        return context.Request.Subresource == "status" ? s_noSpec : null;
    }

    private void Set(IKubernetesObject<V1ObjectMeta> obj, WriteContext context, string manager, TreeObject current, bool isCreate)
    {
        var resource = context.Request.Resource;
        var proposed = resource.Conversion is { } conversion
            ? conversion.ToServedForm((IKubernetesObject<V1ObjectMeta>)context.Stored.Codec.DeepClone(obj))
            : obj;
        var entries = ManagedFieldsUpdater.Update(new()
        {
            Schema = resource.Codec.Schema,
            Current = current,
            Proposed = ToTree(resource.Codec, proposed),
            IsCreate = isCreate,
            Manager = ManagerOf(manager, context.Request.UserAgent),
            ApiVersion = resource.Kind.ApiVersion,
            Subresource = context.Request.Subresource,
            Now = context.Now,
            Reset = ResetOf(context),
        });
        obj.Metadata.ManagedFields = entries.Count == 0 ? null : [.. entries.Select(ToModel)];
    }

    /// <summary>The field manager, or the first part of the user agent, cut to what a manager may be (upstream's <c>managerOrUserAgent</c>).</summary>
    private static string ManagerOf(string manager, string userAgent)
    {
        if (manager.Length > 0) return manager;
        var product = userAgent.AsSpan();
        var slash = product.IndexOf('/');
        if (slash >= 0) product = product[..slash];
        return new string(product[..Math.Min(product.Length, MaxUserAgentName)]);
    }

    private static V1ManagedFieldsEntry ToModel(ManagedFieldsEntry entry) => new()
    {
        Manager = NullIfEmpty(entry.Manager),
        Operation = NullIfEmpty(entry.Operation),
        ApiVersion = NullIfEmpty(entry.ApiVersion),
        Time = entry.Time,
        FieldsType = NullIfEmpty(entry.FieldsType),
        FieldsV1 = entry.FieldsV1.IsEmpty ? null : new RawJson(entry.FieldsV1),
        Subresource = NullIfEmpty(entry.Subresource),
    };

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}

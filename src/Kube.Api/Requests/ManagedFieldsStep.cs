using System.Buffers;
using System.Collections.Concurrent;
using Kube.Api.Catalog;
using Kube.Api.Errors;
using Kube.Api.ManagedFields;
using Kube.Api.Models;
using Kube.Api.Objects;
using Kube.Api.Tree;

namespace Kube.Api.Requests;

/// <summary>The pipeline's managed-fields step: hands the objects to the updater as trees of the request's version and puts its answer back.</summary>
internal sealed class ManagedFieldsStep(VersionFamilies families)
{
    private const int MaxUserAgentName = 128;

    private static readonly FieldFilter s_noStatus = FieldFilter.Excluding(FieldSet.Of("status"));
    private static readonly FieldFilter s_noSpec = FieldFilter.Excluding(FieldSet.Of("spec"));

    private readonly ConcurrentDictionary<ObjectCodec, TreeObject> _empty = new();
    private readonly ConcurrentDictionary<ResourceStrategy, FieldFilter> _resets = new();

    /// <summary>Who owns what a new object says.</summary>
    public void Create(IKubernetesObject<V1ObjectMeta> obj, WriteContext context, string manager)
    {
        var resource = context.Request.Resource;
        if (obj.Metadata.ManagedFields is null && FieldsOfNew(ServedForm(obj, resource), resource.Codec, ResetOf(context)) is { } fields)
        {
            obj.Metadata.ManagedFields = fields.Length == 0 ? null : [FirstEntry(fields, context, manager)];
            return;
        }

        Put(obj, Update(resource.Codec, EmptyOf(resource.Codec), Proposed(obj, context), context, manager, isCreate: true));
    }

    private byte[]? FieldsOfNew(IKubernetesObject<V1ObjectMeta> obj, ObjectCodec codec, FieldFilter? reset)
    {
        var empty = EmptyOf(codec);
        var json = Scratch.Take();
        codec.EncodeUnstored(obj, json);
        var fields = NewFields.Of(json.WrittenSpan, empty, codec.Schema, reset);
        Scratch.Drop(json);
        return fields;
    }

    private static V1ManagedFieldsEntry FirstEntry(byte[] fields, WriteContext context, string manager)
    {
        var name = ManagerOf(manager, context.Request.UserAgent);
        return new()
        {
            Manager = name.Length == 0 ? ManagedFieldsUpdater.UnknownManager : name,
            Operation = ManagedFieldsEntry.UpdateOperation,
            ApiVersion = context.Request.Resource.Codec.Kind.ApiVersion,
            Time = ManagedFieldsUpdater.WholeSeconds(context.Now),
            FieldsType = ManagedFieldsEntry.FieldsV1Type,
            FieldsV1 = new RawJson(fields),
            Subresource = NullIfEmpty(context.Request.Subresource),
        };
    }

    /// <summary>Who says what in a question that is answered and not stored.</summary>
    public void Ask(IKubernetesObject<V1ObjectMeta> question, WriteContext context, string manager)
    {
        var codec = CodecOf(context);
        Put(question, ManagedFieldsUpdater.Update(new()
        {
            Schema = codec.Schema,
            Current = EmptyOf(codec),
            Proposed = ToTree(codec, question),
            IsCreate = true,
            Manager = ManagerOf(manager, context.Request.UserAgent),
            ApiVersion = codec.Kind.ApiVersion,
            Subresource = context.Request.Subresource,
            Now = context.Now,
        }));
    }

    /// <summary>Who owns what an object says after an update.</summary>
    /// <param name="obj">As it will be.</param>
    /// <param name="old">As it is, decoded.</param>
    /// <param name="existing">As it is, stored.</param>
    /// <param name="context">The request.</param>
    /// <param name="manager">Who updates; may be empty.</param>
    public void Update(IKubernetesObject<V1ObjectMeta> obj, IKubernetesObject<V1ObjectMeta> old, ObjectRevision existing, WriteContext context, string manager)
    {
        var resource = context.Request.Resource;
        if (context.Subresource is { Projection: { ReplicasPath: { } path } projection } subresource)
        {
            var parent = ManagedFieldsEntry.ReadFrom(ParseStored(existing, resource)) ?? [];
            var replicas = ReplicasIn(resource, path);
            var before = WithEntries(ToTree(subresource.Codec!, projection.Read(old)), ScaleManagedFields.ToScale(parent, replicas));
            var after = ToTree(subresource.Codec!, projection.Read(obj));
            var scale = Update(subresource.Codec!, before, after, context, manager, isCreate: false);
            Put(obj, ScaleManagedFields.ToParent(parent, scale, resource.Kind.ApiVersion, replicas));
            return;
        }

        var current = context.Shown is { Tree: { } shown } seen && seen.Revision == existing.Revision ? shown : ParseStored(existing, resource);
        var sent = obj.Metadata.ManagedFields;
        // Not from what is shown, which may lie in a buffer: entries that stay are kept as they are.
        var stored = FromModels(old.Metadata.ManagedFields);
        var scratch = Scratch.Take();
        try
        {
            // On a subresource nobody asks what was sent.
            if (context.Request.Subresource.Length == 0 && !AreSame(sent, old.Metadata.ManagedFields))
            {
                Put(obj, Update(resource.Codec, current, Proposed(obj, context), context, manager, isCreate: false, stored));
                return;
            }

            obj.Metadata.ManagedFields = null;
            // Nothing of what is found out lies in the buffer: the entries are the stored ones or have texts of their own.
            var proposed = ToTree(resource.Codec, ServedForm(obj, resource), scratch);
            Put(obj, Update(resource.Codec, current, proposed, context, manager, isCreate: false, stored));
        }
        catch (UnclassifiedException)
        {
            // What cannot be compared in a version that somebody owns fields in is owned by nobody, as upstream has it.
            obj.Metadata.ManagedFields = null;
        }
        finally
        {
            Scratch.Drop(scratch);
        }
    }

    /// <summary>Applies a configuration to an object or to its view.</summary>
    /// <param name="live">The object as it is shown at this address, or what <see cref="EmptyOf"/> gives.</param>
    /// <param name="applied">The configuration.</param>
    /// <param name="context">The request.</param>
    /// <param name="options">Manager and force.</param>
    public ApplyOutcome Apply(TreeObject live, TreeObject applied, WriteContext context, WriteOptions options)
    {
        var codec = CodecOf(context);
        var reset = ResetOf(context);
        return ServerSideApply.Run(new()
        {
            Schema = codec.Schema,
            Live = live,
            Empty = EmptyOf(codec),
            Applied = applied,
            Manager = options.FieldManager,
            ApiVersion = codec.Kind.ApiVersion,
            Subresource = context.Request.Subresource,
            Force = options.Force == true,
            Now = context.Now,
            Reset = reset,
            Versions = VersionsOf(context, reset),
        });
    }

    /// <summary>Where the replica count stands that a view shows, for each version of its object.</summary>
    public static Dictionary<string, FieldSet> ReplicasIn(ResourceDefinition resource, string path) => new() { [resource.Kind.ApiVersion] = FieldSet.Of(path) };

    /// <summary>The kind of the bodies at the request's address.</summary>
    public static ObjectCodec CodecOf(WriteContext context) => context.Subresource?.Codec ?? context.Request.Resource.Codec;

    /// <summary>A new object as a tree, Go's zero values written.</summary>
    public TreeObject EmptyOf(ObjectCodec codec) => _empty.GetOrAdd(codec, static codec => ToTree(codec, codec.NewObject()));

    /// <summary>Whether two entries say the same but for when.</summary>
    public static bool IsSameButForTime(V1ManagedFieldsEntry one, V1ManagedFieldsEntry other) =>
        one.Manager == other.Manager && one.Operation == other.Operation && one.ApiVersion == other.ApiVersion && one.Subresource == other.Subresource
        && one.FieldsV1 is { } fields && other.FieldsV1 is { } others && fields.Utf8.Span.SequenceEqual(others.Utf8.Span);

    /// <summary>Sets an object's entries.</summary>
    public static void Put(IKubernetesObject<V1ObjectMeta> obj, IReadOnlyList<ManagedFieldsEntry> entries) =>
        obj.Metadata.ManagedFields = entries.Count == 0 ? null : ToModels(entries);

    /// <summary>A tree with other entries.</summary>
    public static TreeObject WithEntries(TreeObject value, IReadOnlyList<ManagedFieldsEntry> entries)
    {
        var metadata = value.GetObject("metadata"u8) ?? TreeObject.Empty;
        return value.With("metadata"u8, entries.Count == 0
            ? metadata.Without("managedFields"u8)
            : metadata.With("managedFields"u8, ManagedFieldsEntry.ToTree(entries)));
    }

    public static TreeObject ToTree(ObjectCodec codec, IKubernetesObject obj)
    {
        var json = Scratch.Take();
        codec.EncodeUnstored(obj, json);
        return (TreeObject)TreeNode.ParseOwn(Scratch.Give(json));
    }

    private static TreeObject ToTree(ObjectCodec codec, IKubernetesObject obj, ArrayBufferWriter<byte> buffer)
    {
        codec.EncodeUnstored(obj, buffer);
        return (TreeObject)TreeNode.ParseOwn(buffer.WrittenMemory);
    }

    private static bool AreSame(IList<V1ManagedFieldsEntry>? sent, IList<V1ManagedFieldsEntry>? stored)
    {
        if (sent is null || stored is null) return sent is null && stored is null;
        if (sent.Count != stored.Count) return false;
        for (var i = 0; i < sent.Count; i++)
            if (sent[i].Time != stored[i].Time || sent[i].FieldsType != stored[i].FieldsType || !IsSameButForTime(sent[i], stored[i])) return false;
        return true;
    }

    private static TreeObject ParseStored(ObjectRevision existing, ResourceDefinition resource) => (TreeObject)TreeNode.ParseOwn(existing.Object.In(resource).Json);

    private static TreeObject Proposed(IKubernetesObject<V1ObjectMeta> obj, WriteContext context)
    {
        var resource = context.Request.Resource;
        var tree = ToTree(resource.Codec, ServedForm(obj, resource));
        // An empty list, which is not written, is a client's way to clear them all.
        return obj.Metadata.ManagedFields is not { Count: 0 }
            ? tree
            : tree.With("metadata"u8, (tree.GetObject("metadata"u8) ?? TreeObject.Empty).With("managedFields"u8, TreeArray.Empty));
    }

    private static IKubernetesObject<V1ObjectMeta> ServedForm(IKubernetesObject<V1ObjectMeta> obj, ResourceDefinition resource) =>
        resource.Conversion is { } conversion ? conversion.ToServedForm((IKubernetesObject<V1ObjectMeta>)resource.Stored.Codec.DeepClone(obj)) : obj;

    /// <summary>What the address throws away: what its strategy says, else the status, or on the status address the specification.</summary>
    private FieldFilter? ResetOf(WriteContext context)
    {
        if (context.Subresource is { Projection: not null }) return null;
        if (context.Rules.ResetFields.Count > 0)
            return _resets.GetOrAdd(context.Rules, static rules => FieldFilter.Excluding(FieldSet.Of([.. rules.ResetFields])));
        if (context.Subresource is null) return context.Stored.FindSubresource("status")?.Strategy is null ? null : s_noStatus;
        return context.Request.Subresource == "status" ? s_noSpec : null;
    }

    private ServedVersions? VersionsOf(WriteContext context, FieldFilter? reset) =>
        context.Subresource is { Projection: not null } || families.Find(context.Request.Resource) is not { } family ? null : new(family, reset);

    private IReadOnlyList<ManagedFieldsEntry> Update(
        ObjectCodec codec, TreeObject current, TreeObject proposed, WriteContext context, string manager, bool isCreate, IReadOnlyList<ManagedFieldsEntry>? stored = null)
    {
        var reset = ResetOf(context);
        return ManagedFieldsUpdater.Update(new()
        {
            Schema = codec.Schema,
            Current = current,
            Stored = stored,
            Proposed = proposed,
            IsCreate = isCreate,
            Manager = ManagerOf(manager, context.Request.UserAgent),
            ApiVersion = codec.Kind.ApiVersion,
            Subresource = context.Request.Subresource,
            Now = context.Now,
            Reset = reset,
            Versions = VersionsOf(context, reset),
        });
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

    private static List<V1ManagedFieldsEntry> ToModels(IReadOnlyList<ManagedFieldsEntry> entries)
    {
        var models = new List<V1ManagedFieldsEntry>(entries.Count);
        foreach (var entry in entries) models.Add(ToModel(entry));
        return models;
    }

    private static ManagedFieldsEntry[] FromModels(IList<V1ManagedFieldsEntry>? models)
    {
        if (models is null or []) return [];
        var entries = new ManagedFieldsEntry[models.Count];
        for (var i = 0; i < entries.Length; i++)
        {
            var model = models[i];
            entries[i] = new(model.FieldsV1?.Utf8 ?? default)
            {
                Manager = model.Manager ?? "",
                Operation = model.Operation ?? "",
                ApiVersion = model.ApiVersion ?? "",
                Time = model.Time,
                FieldsType = model.FieldsType ?? "",
                Subresource = model.Subresource ?? "",
            };
        }

        return entries;
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

using Kube.Api.Catalog;
using Kube.Api.Errors;
using Kube.Api.ManagedFields;
using Kube.Api.Models;
using Kube.Api.Objects;
using Kube.Api.Tree;
using Kube.Api.Yaml;

namespace Kube.Api.Requests;

/// <summary>A server-side apply: makes the object when it is missing, else merges the configuration into it and keeps who owns what.</summary>
internal sealed class ApplySource(
    TreeObject applied, IReadOnlyList<string> duplicates, WriteOptions options, ManagedFieldsStep managedFields, BodyDecoder decoder)
    : IUpdateSource
{
    public string? RequiredUid => null;

    public bool KnowsOwners => true;

    public bool MayCreate(ResourceStrategy rules) => true;

    /// <summary>Reads a configuration.</summary>
    /// <exception cref="BadRequestException">It is no YAML, or no object.</exception>
    public static ApplySource Parse(ReadOnlyMemory<byte> yaml, WriteOptions options, ManagedFieldsStep managedFields, BodyDecoder decoder)
    {
        var report = FieldValidation.Of(options).NewReport();
        try
        {
            var json = KubeYaml.ToJson(yaml.Span, report);
            var applied = TreeNode.Parse(json) switch
            {
                TreeObject map => map,
                TreeNull => TreeObject.Empty,
                var other => throw new BadRequestException("error decoding YAML: error unmarshaling JSON: while decoding JSON: "
                    + $"json: cannot unmarshal {Patch.JsonPatch.JsonName(other)} into Go value of type map[string]interface {{}}"),
            };
            return new ApplySource(applied, report?.Findings ?? [], options, managedFields, decoder);
        }
        catch (Exception e) when (e is ModelFormatException or TreeFormatException)
        {
            throw new BadRequestException($"error decoding YAML: {e.Message}", e);
        }
    }

    public IKubernetesObject<V1ObjectMeta> Make(ObjectRevision? existing, IKubernetesObject<V1ObjectMeta>? old, WriteContext context)
    {
        var codec = ManagedFieldsStep.CodecOf(context);
        Check(codec);
        var live = existing is { } current ? ShownObject.Of(current, old!, context, briefly: false) : managedFields.EmptyOf(codec);
        var outcome = Apply(live, context);
        var obj = existing is not null && outcome.Object is null && context.Subresource?.Projection is null
            ? (IKubernetesObject<V1ObjectMeta>)context.Stored.Codec.DeepClone(old!)
            : Decode(outcome.Object ?? live, old, context, codec);
        if (existing is null && !string.IsNullOrEmpty(obj.Metadata.Uid)) throw NothingThere(context, obj.Metadata.Uid);
        Put(obj, outcome.Entries, old, context);
        if (options.FieldManager == LastApplied.Manager && obj.Metadata.Annotations?.GetValueOrDefault(LastApplied.Annotation) is { Length: > 0 })
            obj.Metadata.Annotations[LastApplied.Annotation] = LastApplied.Note(applied);
        return Validated(obj, context);
    }

    private static ConflictException NothingThere(WriteContext context, string uid)
    {
        var resource = context.Request.Resource.Resource;
        return new(resource.Group, resource.Resource, context.Request.Name,
            $"uid mismatch: the provided object specified uid {uid}, and no existing object was found");
    }

    private static void Put(
        IKubernetesObject<V1ObjectMeta> obj, IReadOnlyList<ManagedFieldsEntry> entries, IKubernetesObject<V1ObjectMeta>? old, WriteContext context)
    {
        if (context.Subresource?.Projection is { ReplicasPath: { } path } && old is not null)
        {
            var resource = context.Request.Resource;
            entries = ScaleManagedFields.ToParent(
                ShownObject.OwnersOf(old, context), entries, resource.Kind.ApiVersion, ManagedFieldsStep.ReplicasIn(resource, path));
        }

        ManagedFieldsStep.Put(obj, entries);
    }

    private void Check(ObjectCodec codec)
    {
        var kind = GroupVersionKind.From(applied.GetString("apiVersion"u8) ?? "", applied.GetString("kind"u8) ?? "");
        if (kind != codec.Kind) throw new BadRequestException($"invalid object type: {Text(kind)}");
        if (applied.GetObject("metadata"u8)?["managedFields"u8] is not (null or TreeNull)) throw new BadRequestException("metadata.managedFields must be nil");
        if (ApplyValidation.Check(applied, codec.Schema) is { } problem)
            throw new UnclassifiedException($"failed to create typed patch object ({Name(codec.Kind)}): {problem}");
    }

    private string Name(GroupVersionKind kind)
    {
        var metadata = applied.GetObject("metadata"u8);
        return $"{metadata?.GetString("namespace"u8)}/{metadata?.GetString("name"u8)}; {Text(kind)}";
    }

    // As Go prints one: the core group leaves the slash behind.
    private static string Text(GroupVersionKind kind) => $"{kind.Group}/{kind.Version}, Kind={kind.Kind}";

    private ApplyOutcome Apply(TreeObject live, WriteContext context)
    {
        try
        {
            var outcome = managedFields.Apply(live, applied, context, options);
            if (outcome.Conflicts.Count == 0) return outcome;
            var conflicts = outcome.Conflicts;
            if (options.FieldManager == LastApplied.Manager)
            {
                var codec = ManagedFieldsStep.CodecOf(context);
                conflicts = LastApplied.Reduce(conflicts, live, codec.Kind.ApiVersion, codec.Schema);
                if (conflicts.Count == 0) return managedFields.Apply(live, applied, context, options with { Force = true });
            }

            throw ApplyConflicts.ToException(conflicts);
        }
        catch (FormatException e)
        {
            throw new UnclassifiedException(e.Message);
        }
    }

    private IKubernetesObject<V1ObjectMeta> Decode(TreeObject result, IKubernetesObject<V1ObjectMeta>? old, WriteContext context, ObjectCodec codec)
    {
        IKubernetesObject<V1ObjectMeta> decoded;
        try
        {
            decoded = decoder.DecodePatched(result.ToUtf8(), codec, null);
        }
        catch (ModelFormatException e)
        {
            throw new UnclassifiedException($"failed to convert new typed object ({Name(codec.Kind)}) to object: {e.Message}");
        }

        if (context.Subresource?.Projection is not { } projection) return decoder.ToStored(decoded, context);
        return ViewWriter.Write(projection, (IKubernetesObject<V1ObjectMeta>)context.Stored.Codec.DeepClone(old!), decoded, context);
    }

    /// <summary>Keys that stand twice are looked for only when all else is well, as upstream does.</summary>
    private IKubernetesObject<V1ObjectMeta> Validated(IKubernetesObject<V1ObjectMeta> obj, WriteContext context)
    {
        if (duplicates.Count == 0) return obj;
        if (FieldValidation.Of(options).IsStrict)
            throw new BadRequestException($"error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal errors:\n  {string.Join("\n  ", duplicates)}");
        foreach (var finding in duplicates) context.WarningSink.Add(finding);
        return obj;
    }
}

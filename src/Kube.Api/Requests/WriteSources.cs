using Kube.Api.Catalog;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Patch;

namespace Kube.Api.Requests;

/// <summary>Makes of bodies and patches what the pipelines work on.</summary>
internal sealed class WriteSources(BodyDecoder decoder, ManagedFieldsStep managedFields)
{
    /// <summary>A new object: decoded, in the stored version, defaulted.</summary>
    public IKubernetesObject<V1ObjectMeta> NewObject(WriteContext context, RequestBody body, WriteOptions options)
    {
        var decoded = (IKubernetesObject<V1ObjectMeta>)decoder.Decode(body, context.Request.Resource.Codec, FieldValidation.Of(options), context);
        return decoder.ToStored(decoded, context);
    }

    /// <summary>A PUT of an object or of a view.</summary>
    public IUpdateSource Replacement(WriteContext context, RequestBody body, WriteOptions options)
    {
        var decoded = (IKubernetesObject<V1ObjectMeta>)decoder.Decode(body, ManagedFieldsStep.CodecOf(context), FieldValidation.Of(options), context);
        ObjectPreparation.EnsureNamespace(decoded.Metadata, context);
        ObjectPreparation.EnsureName(decoded.Metadata, context);
        return new ReplaceSource(context.Subresource?.Projection is null ? decoder.ToStored(decoded, context) : decoded);
    }

    /// <summary>A patch of one of the four kinds.</summary>
    public IUpdateSource Patch(PatchBody body, WriteOptions options)
    {
        if (body.Type == PatchType.Apply) return ApplySource.Parse(body.Bytes, options, managedFields, decoder);
        var validation = FieldValidation.Of(options);
        try
        {
            ObjectPatch patch = body.Type switch
            {
                PatchType.Json => JsonPatch.Parse(body.Bytes, validation.IsOn),
                PatchType.Merge => MergePatch.Parse(body.Bytes, validation.IsOn),
                PatchType.StrategicMerge => StrategicMergePatch.Parse(body.Bytes, validation.IsOn),
                _ => throw new ArgumentOutOfRangeException(nameof(body)),
            };
            return new PatchSource(patch, decoder, validation);
        }
        catch (PatchException e)
        {
            throw PatchSource.Map(e);
        }
    }
}

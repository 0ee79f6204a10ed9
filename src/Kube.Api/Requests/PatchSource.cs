using Kube.Api.Catalog;
using Kube.Api.CustomResources;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Objects;
using Kube.Api.Patch;
using Kube.Api.Tree;
using Kube.Api.Validation;

namespace Kube.Api.Requests;

/// <summary>A patch of one of the three kinds that need the object to be there: applied to the object as the client would see it, in the version of the request.</summary>
internal sealed class PatchSource(ObjectPatch patch, BodyDecoder decoder, FieldValidation validation) : IUpdateSource
{
    public string? RequiredUid => null;

    public bool MayCreate(ResourceStrategy rules) => false;

    public IKubernetesObject<V1ObjectMeta> Make(ObjectRevision? existing, IKubernetesObject<V1ObjectMeta>? old, WriteContext context)
    {
        var codec = context.Subresource?.Codec ?? context.Request.Resource.Codec;
        // An untyped object keeps the text that it is read from.
        var isTyped = codec is not CustomObjectCodec;
        var current = ShownObject.Of(existing!.Value, old!, context, briefly: isTyped);
        var patched = Apply(current, codec);
        var scratch = isTyped ? Scratch.Take() : new(existing.Value.Object.Length + 64);
        patched.WriteTo(scratch);
        var json = scratch.WrittenMemory;
        var report = validation.NewReport();
        IKubernetesObject<V1ObjectMeta> decoded;
        try
        {
            decoded = decoder.DecodePatched(json, codec, report);
        }
        catch (ModelFormatException e)
        {
            throw Refused(patched, patch.ExplainRefused(patched, codec.Schema, e.Message));
        }
        finally
        {
            if (isTyped) Scratch.Drop(scratch);
        }

        // Upstream merges strategic patches as maps, and reads them in the order of their keys.
        if (patch is StrategicMergePatch) report = Sorted(report);
        var findings = validation.Findings(patch.Findings, report);
        if (findings.Count > 0 && validation.IsStrict) throw Refused(patched, $"strict decoding error: {string.Join(", ", findings)}");
        foreach (var finding in findings) context.WarningSink.Add(finding);
        if (context.Subresource?.Projection is not { } projection) return decoder.ToStored(decoded, context);
        return ViewWriter.Write(projection, (IKubernetesObject<V1ObjectMeta>)context.Stored.Codec.DeepClone(old!), decoded, context);
    }

    public static ApiException Map(PatchException e) => e.Failure switch
    {
        PatchFailure.Malformed => new BadRequestException(e.Message, e),
        PatchFailure.TooManyOperations => new TooLargeException($"Request entity too large: {e.Message}"),
        PatchFailure.Unprocessable => new UnprocessableException(e),
        _ => new UnclassifiedException(e.Message),
    };

    private static DecodeReport? Sorted(DecodeReport? report)
    {
        if (report is null or { IsEmpty: true }) return report;
        var sorted = new DecodeReport();
        foreach (var finding in report.Findings.Order(StringComparer.Ordinal)) sorted.Add(finding);
        return sorted;
    }

    private TreeNode Apply(TreeNode current, ObjectCodec codec)
    {
        try
        {
            return patch.Apply(current, codec.Schema);
        }
        catch (PatchException e)
        {
            throw Map(e);
        }
    }

    private InvalidException Refused(TreeNode patched, string why)
    {
        var errors = new FieldErrors();
        errors.Invalid(FieldPath.Root("patch"), patch.DescribeRefused(patched), why);
        return new("", "", "", errors);
    }
}

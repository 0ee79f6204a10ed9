using System.Buffers;
using System.Text;
using System.Text.Json;
using Kube.Api.Audit;
using Kube.Api.Catalog;
using Kube.Api.CustomResources;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Yaml;

namespace Kube.Api.Requests;

/// <summary>Decodes bodies into objects of the stored version, defaulted; words refusals as upstream does.</summary>
internal sealed class BodyDecoder
{
    /// <summary>Decodes a body.</summary>
    /// <param name="body">The body.</param>
    /// <param name="codec">The kind that is expected.</param>
    /// <param name="validation">What to do about fields that are unknown or come twice.</param>
    /// <param name="context">Takes the warnings.</param>
    public IKubernetesObject Decode(RequestBody body, ObjectCodec codec, FieldValidation validation, WriteContext context)
    {
        var decoded = DecodeBody(body, codec, validation, context);
        if (AuditEvent.Current is { } record) Note(record, decoded, codec);
        return decoded;
    }

    private static void Note(AuditEvent record, IKubernetesObject decoded, ObjectCodec codec)
    {
        if (decoded is IKubernetesObject<V1ObjectMeta> { Metadata: { } meta }) record.NoteObject(meta);
        if (!record.WantsRequest) return;
        var json = new ArrayBufferWriter<byte>();
        codec.EncodeUnstored(decoded, json);
        record.SetRequest(json.WrittenMemory);
    }

    private static IKubernetesObject DecodeBody(RequestBody body, ObjectCodec codec, FieldValidation validation, WriteContext context)
    {
        if (body.Object is { } obj) return Accept(obj, codec);
        var json = body.Bytes;
        var yamlReport = validation.NewReport();
        switch (body.Format)
        {
            case BodyFormat.Protobuf:
                return DecodeProtobuf(body.Bytes, codec);
            case BodyFormat.Yaml:
                json = ReadYaml(body.Bytes, codec, yamlReport);
                break;
            case BodyFormat.Json:
            default:
                break;
        }

        var kind = BodyKind.Find(json, codec.Kind, body.Bytes);
        if (kind.Kind == codec.Kind.Kind && context.Subresource?.OtherVersions.Contains(kind.ApiVersion) == true) kind = kind with { ApiVersion = codec.Kind.ApiVersion };
        if (codec is CustomObjectCodec) BodyKind.CheckUntyped(kind, codec.Kind);
        else BodyKind.Check(kind, codec.Kind);
        var report = validation.NewReport();
        IKubernetesObject decoded;
        try
        {
            decoded = codec.Decode(json, report);
        }
        catch (ModelFormatException e)
        {
            // A syntax error is found by upstream before it knows the kind, and is told differently.
            if (BodyKind.SyntaxError(json) is { } syntax) throw BodyKind.Unrecognized(codec.Kind, syntax, body.Bytes);
            throw BodyKind.CannotBeHandled(kind, codec.Kind, e.Message);
        }

        var inYaml = yamlReport?.Findings ?? [];
        var findings = validation.Findings(inYaml, report);
        if (findings.Count > 0 && validation.IsStrict)
        {
            // Go's YAML parser gathers its own findings into one error of many lines.
            IEnumerable<string> errors = inYaml.Count == 0 ? findings : [$"yaml: unmarshal errors:\n  {string.Join("\n  ", inYaml)}", .. report?.Findings ?? []];
            throw BodyKind.CannotBeHandled(kind, codec.Kind, $"strict decoding error: {string.Join(", ", errors)}");
        }

        foreach (var finding in findings) context.WarningSink.Add(finding);
        decoded.Kind = codec.Kind.Kind;
        decoded.ApiVersion = codec.Kind.ApiVersion;
        return decoded;
    }

    /// <summary>Decodes what a patch made of an object.</summary>
    /// <exception cref="ModelFormatException">It does not fit the kind any more.</exception>
    public IKubernetesObject<V1ObjectMeta> DecodePatched(ReadOnlyMemory<byte> json, ObjectCodec codec, DecodeReport? report)
    {
        var name = BodyKind.Find(json, codec.Kind, json);
        if (BodyKind.Mismatch(name, codec.Kind) is not { } mismatch) return (IKubernetesObject<V1ObjectMeta>)codec.Decode(json, report);
        // Upstream decodes it as what it says it is before it sees that this is of no use: the first complaint may be about that.
        KubernetesTypes.Find(GroupVersionKind.From(name.ApiVersion, name.Kind))?.Decode(json, null);
        throw new ModelFormatException(mismatch);
    }

    /// <summary>Applies the request version's defaults and converts to the stored version, with that one's defaults.</summary>
    public IKubernetesObject<V1ObjectMeta> ToStored(IKubernetesObject<V1ObjectMeta> obj, WriteContext context)
    {
        var resource = context.Request.Resource;
        if (resource.Conversion is { } conversion)
        {
            resource.Strategy?.ApplyDefaults(obj);
            obj = conversion.ToStoredForm(obj);
        }

        resource.Stored.Strategy!.ApplyDefaults(obj);
        return obj;
    }

    private static IKubernetesObject Accept(IKubernetesObject obj, ObjectCodec codec)
    {
        if (obj.GetType() != codec.ClrType)
            throw new BadRequestException($"{obj.GetType().Name} cannot be handled as a {codec.Kind.Kind}");
        obj.Kind = codec.Kind.Kind;
        obj.ApiVersion = codec.Kind.ApiVersion;
        return obj;
    }

    private static IKubernetesObject DecodeProtobuf(ReadOnlyMemory<byte> bytes, ObjectCodec codec)
    {
        try
        {
            return codec.DecodeProtobuf(bytes);
        }
        catch (ModelFormatException e)
        {
            throw BodyKind.Unrecognized(codec.Kind, e.Message, bytes);
        }
    }

    private static ReadOnlyMemory<byte> ReadYaml(ReadOnlyMemory<byte> yaml, ObjectCodec codec, DecodeReport? report)
    {
        try
        {
            return KubeYaml.ToJson(yaml.Span, report);
        }
        catch (ModelFormatException e)
        {
            throw BodyKind.Unrecognized(codec.Kind, e.Message, yaml);
        }
    }
}

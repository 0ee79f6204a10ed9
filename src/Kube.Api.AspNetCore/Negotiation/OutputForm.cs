namespace Kube.Api.AspNetCore.Negotiation;

/// <summary>The form that a client and the server agreed on. Instances are shared: equal forms of one negotiation are one object.</summary>
/// <param name="Encoding">How it is written.</param>
/// <param name="Transform">What it is turned into first.</param>
/// <param name="MetaVersion">The version of meta.k8s.io that the transform is shown in; empty without transform.</param>
/// <param name="Pretty">Whether JSON is indented because the Accept header says so.</param>
internal sealed record OutputForm(WireEncoding Encoding, OutputTransform Transform, string MetaVersion, bool Pretty)
{
    public static readonly OutputForm Json = new(WireEncoding.Json, OutputTransform.None, "", Pretty: false);
    public static readonly OutputForm Yaml = new(WireEncoding.Yaml, OutputTransform.None, "", Pretty: false);
    public static readonly OutputForm Protobuf = new(WireEncoding.Protobuf, OutputTransform.None, "", Pretty: false);

    public static OutputForm Plain(WireEncoding encoding) => encoding switch
    {
        WireEncoding.Yaml => Yaml,
        WireEncoding.Protobuf => Protobuf,
        _ => Json,
    };

    public string ContentType => MediaTypes.Name(Encoding);

    /// <summary>The content type of a watch in this form: JSON streams are not told apart (upstream's watch.go).</summary>
    public string StreamContentType => Encoding == WireEncoding.Protobuf ? MediaTypes.ProtobufStream : MediaTypes.Name(Encoding);
}

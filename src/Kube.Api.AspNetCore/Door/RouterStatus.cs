using Kube.Api.Errors;
using Kube.Api.Models;

namespace Kube.Api.AspNetCore.Door;

/// <summary>The refusals of upstream's router (go-restful), which differ from the handlers' own in that they carry empty details.</summary>
internal static class RouterStatus
{
    private const string Representations = "application/json, application/yaml, application/vnd.kubernetes.protobuf";
    private const string Streams = ", application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch";

    public static readonly V1Status NotFound = new ResourceNotServedException().ToStatus();

    public static readonly V1Status MethodNotAllowed = new MethodNotAllowedException().ToStatus();

    public static readonly V1Status UnsupportedMediaType = Make(415, "UnsupportedMediaType", "415: Unsupported Media Type");

    public static readonly V1Status NotAcceptable = MakeNotAcceptable(Representations);

    public static readonly V1Status NotAcceptableList = MakeNotAcceptable(Representations + Streams);

    public static readonly V1Status NotAcceptableVersion = MakeNotAcceptable("application/json");

    public static readonly V1Status NotAcceptableKeys = MakeNotAcceptable("application/jwk-set+json");

    /// <summary>The handler's own 406.</summary>
    public static readonly V1Status HandlerNotAcceptable =
        new NotAcceptableException("only the following media types are accepted: " + Negotiation.MediaTypes.AllNames).ToStatus();

    /// <summary>The handler's own 406 for a watch.</summary>
    public static readonly V1Status StreamNotAcceptable =
        new NotAcceptableException("only the following media types are accepted: " + Negotiation.MediaTypes.StreamNames).ToStatus();

    /// <summary>The handler's own 415.</summary>
    public static readonly V1Status BodyNotReadable = new UnsupportedMediaTypeException(
        "the body of the request was in an unknown format - accepted media types include: " + Negotiation.MediaTypes.AllNames).ToStatus();

    /// <summary>The 415 of a patch that custom resources do not know.</summary>
    public static readonly V1Status PatchOfUntyped = new UnsupportedMediaTypeException(
        "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml").ToStatus();

    public static V1Status TooLarge(int limit) => new TooLargeException($"Request entity too large: limit is {limit}").ToStatus();

    private static V1Status MakeNotAcceptable(string names) => Make(406, "NotAcceptable", "406: Not Acceptable\n\nAvailable representations: " + names);

    private static V1Status Make(int code, string reason, string message) =>
        new() { Status = "Failure", Code = code, Reason = reason, Message = message, Details = new() };
}

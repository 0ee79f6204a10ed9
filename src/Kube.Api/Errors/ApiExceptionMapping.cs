using System.Net;
using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Errors;

/// <summary>The one place where errors become the wire's <c>Status</c>.</summary>
public static class ApiExceptionMapping
{
    /// <summary>Makes the Status that a client gets. Its <c>code</c> is the HTTP status.</summary>
    public static V1Status ToStatus(this ApiException exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return exception switch
        {
            NotFoundException e => Failure(e, HttpStatusCode.NotFound, "NotFound", About(e.Resource, e.Name)),
            ResourceNotServedException e => Failure(e, HttpStatusCode.NotFound, "NotFound", new()),
            AlreadyExistsException e => Failure(e, HttpStatusCode.Conflict, "AlreadyExists", About(e.Resource, e.Name, e.Generated ? 1 : null)),
            ConflictException e => Failure(e, HttpStatusCode.Conflict, "Conflict", About(e.Group, e.Resource, e.Name, e.Causes)),
            InvalidException e => Failure(e, HttpStatusCode.UnprocessableEntity, "Invalid", About(e.Group, e.Kind, e.Name, Causes(e.Errors))),
            UnprocessableException e => Failure(e, HttpStatusCode.UnprocessableEntity, "Invalid", new()),
            BadRequestException e => Failure(e, HttpStatusCode.BadRequest, "BadRequest", null),
            ForbiddenException e => Failure(e, HttpStatusCode.Forbidden, "Forbidden", e.Resource is { } resource ? About(resource.Group, resource.Resource, e.Name, e.Causes) : new()),
            UnauthorizedException e => Failure(e, HttpStatusCode.Unauthorized, "Unauthorized", null),
            MethodNotAllowedException e => Failure(e, HttpStatusCode.MethodNotAllowed, "MethodNotAllowed", e.Resource is { } resource ? About(resource, "") : new()),
            ExpiredException e => Expired(e),
            TooLargeException e => Failure(e, HttpStatusCode.RequestEntityTooLarge, "RequestEntityTooLarge", null),
            UnsupportedMediaTypeException e => Failure(e, HttpStatusCode.UnsupportedMediaType, "UnsupportedMediaType", null),
            NotAcceptableException e => Failure(e, HttpStatusCode.NotAcceptable, "NotAcceptable", null),
            TooManyRequestsException e => Failure(e, HttpStatusCode.TooManyRequests, "TooManyRequests", Later(e)),
            RequestTimeoutException e => Failure(e, HttpStatusCode.GatewayTimeout, "Timeout", Timeout(e)),
            InternalErrorException e => Failure(
                e, HttpStatusCode.InternalServerError, "InternalError", new() { Causes = [new() { Message = e.Detail }] }),
            ServiceUnavailableException e => Failure(e, HttpStatusCode.ServiceUnavailable, "ServiceUnavailable", null),
            PolicyRefusalException e => Failure(e, (HttpStatusCode)e.Code, e.Reason.Length == 0 ? null : e.Reason,
                e.Detail is null ? null : About(e.Resource.Group, e.Resource.Resource, e.Name, [new() { Message = e.Detail }])),
            BackendRefusalException e => Failure(e, (HttpStatusCode)e.Code, e.Reason, About(e.Resource, e.Name)),
            UnclassifiedException e => Failure(e, HttpStatusCode.InternalServerError, null, null),
            _ => throw new ArgumentException($"{exception.GetType()} has no Status", nameof(exception)),
        };
    }

    private static V1Status Failure(ApiException exception, HttpStatusCode code, string? reason, V1StatusDetails? details) => new()
    {
        ApiVersion = "v1",
        Kind = "Status",
        Status = "Failure",
        Message = exception.Message,
        Reason = reason,
        Details = details,
        Code = (int)code,
    };

    private static V1Status Expired(ExpiredException exception)
    {
        var status = Failure(exception, HttpStatusCode.Gone, "Expired", null);
        if (exception.ContinueToken is { } token) status.Metadata.Continue = token;
        return status;
    }

    private static V1StatusDetails About(GroupVersionResource resource, string name, int? retryAfterSeconds = null)
    {
        var details = About(resource.Group, resource.Resource, name, []);
        details.RetryAfterSeconds = retryAfterSeconds;
        return details;
    }

    private static V1StatusDetails About(string group, string kind, string name, IReadOnlyList<V1StatusCause> causes) => new()
    {
        Group = NullIfEmpty(group),
        Kind = NullIfEmpty(kind),
        Name = NullIfEmpty(name),
        Causes = causes.Count == 0 ? null : [.. causes],
    };

    private static List<V1StatusCause> Causes(IReadOnlyList<FieldError> errors) =>
        [.. errors.Select(error => new V1StatusCause { Reason = error.Reason, Message = error.Message, Field = error.Field })];

    private static V1StatusDetails? Later(TooManyRequestsException exception) => exception is { RetryAfterSeconds: 0, Causes: [] } ? null : new()
    {
        RetryAfterSeconds = exception.RetryAfterSeconds == 0 ? null : exception.RetryAfterSeconds,
        Causes = exception.Causes.Count == 0 ? null : [.. exception.Causes],
    };

    private static V1StatusDetails Timeout(RequestTimeoutException exception) => new()
    {
        RetryAfterSeconds = exception.RetryAfterSeconds == 0 ? null : exception.RetryAfterSeconds,
        Causes = exception.FutureRevision ? [new() { Reason = "ResourceVersionTooLarge", Message = "Too large resource version" }] : null,
    };

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}

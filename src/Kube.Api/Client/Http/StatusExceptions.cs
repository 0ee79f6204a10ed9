using System.Text;
using Kube.Api.Catalog;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Client.Http;

/// <summary>Turns a server's Status back into the exception that it was made of: the other direction of <see cref="ApiExceptionMapping"/>.</summary>
internal static class StatusExceptions
{
    public static ApiException From(int code, byte[] body)
    {
        V1Status? status = null;
        try
        {
            status = KubernetesTypes.Codec<V1Status>().Decode(body, null) as V1Status;
        }
        catch (ModelFormatException)
        {
            // Not everything that answers is an API server: a proxy on the way sends its own pages.
        }

        return status is { Kind: "Status" } ? From(status) : new UnclassifiedException($"the server answered {code}: {Excerpt(body)}");
    }

    public static ApiException From(V1Status status)
    {
        var message = status.Message ?? "";
        var details = status.Details ?? new();
        var (group, kind, name) = (details.Group ?? "", details.Kind ?? "", details.Name ?? "");
        var resource = new GroupVersionResource(group, "", kind);
        return status.Reason switch
        {
            "NotFound" when name.Length > 0 => new NotFoundException(resource, name),
            "NotFound" => new ResourceNotServedException(),
            "AlreadyExists" => new AlreadyExistsException(resource, name, details.RetryAfterSeconds is > 0, message.StartsWith("object is being deleted", StringComparison.Ordinal)),
            "Conflict" when name.Length > 0 => new ConflictException(group, kind, name, After(message, $"\"{name}\": "), details.Causes),
            "Conflict" => ConflictException.OfApply(message, details.Causes ?? []),
            "Invalid" => new InvalidException(group, kind, name, Errors(details)),
            "BadRequest" => new BadRequestException(message),
            "Forbidden" when kind.Length > 0 => new ForbiddenException(resource, name, After(message, " is forbidden: "), details.Causes),
            "Forbidden" => new ForbiddenException(After(message, "forbidden: ")),
            "Unauthorized" => new UnauthorizedException(),
            "MethodNotAllowed" => new MethodNotAllowedException(message),
            "Expired" or "Gone" => new ExpiredException(message, status.Metadata.Continue),
            "RequestEntityTooLarge" => new TooLargeException(message),
            "UnsupportedMediaType" => new UnsupportedMediaTypeException(message),
            "NotAcceptable" => new NotAcceptableException(message),
            "TooManyRequests" => new TooManyRequestsException(message, details.RetryAfterSeconds ?? 0) { Causes = details.Causes ?? [] },
            "Timeout" => new RequestTimeoutException(
                message, details.RetryAfterSeconds ?? 0, details.Causes?.Any(cause => cause.Reason == "ResourceVersionTooLarge") ?? false),
            "ServiceUnavailable" => new ServiceUnavailableException(message),
            "InternalError" => new InternalErrorException(After(message, "Internal error occurred: ")),
            _ => new UnclassifiedException(message),
        };
    }

    private static List<FieldError> Errors(V1StatusDetails details) =>
        [.. (details.Causes ?? []).Select(cause => new FieldError(TypeOf(cause.Reason), cause.Field ?? "", cause.Message ?? ""))];

    private static FieldErrorType TypeOf(string? reason) => reason switch
    {
        "FieldValueNotFound" => FieldErrorType.NotFound,
        "FieldValueRequired" => FieldErrorType.Required,
        "FieldValueDuplicate" => FieldErrorType.Duplicate,
        "FieldValueNotSupported" => FieldErrorType.NotSupported,
        "FieldValueForbidden" => FieldErrorType.Forbidden,
        "FieldValueTooLong" => FieldErrorType.TooLong,
        "FieldValueTooMany" => FieldErrorType.TooMany,
        "FieldValueTypeInvalid" => FieldErrorType.TypeInvalid,
        _ => FieldErrorType.Invalid,
    };

    private static string After(string message, string opening)
    {
        var at = message.IndexOf(opening, StringComparison.Ordinal);
        return at < 0 ? message : message[(at + opening.Length)..];
    }

    private static string Excerpt(byte[] body)
    {
        var text = Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 256))).Trim();
        return text.Length == 0 ? "without a body" : text;
    }
}

using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.AdmissionRegistration;

/// <summary>How a webhook is reached: at a URL or through a service.</summary>
internal static class ClientConfigValidation
{
    private const string Form = "desired format: https://host[/path]";

    public static void Validate(Admissionregistrationv1WebhookClientConfig? client, FieldErrors errors, FieldPath path)
    {
        if (client?.Url is null == client?.Service is null) errors.Required(path, "exactly one of url or service is required");
        else if (client?.Url is { } url) ValidateUrl(url, errors, path.Child("url"));
        else if (client?.Service is { } service) ValidateService(service, errors, path.Child("service"));
    }

    private static void ValidateUrl(string text, FieldErrors errors, FieldPath path)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url))
        {
            errors.Required(path, $"url must be a valid URL: parse {BadValue.Quote(text)}: invalid URI for request; {Form}");
            return;
        }

        if (url.Scheme != "https") errors.Invalid(path, url.Scheme, $"'https' is the only allowed URL scheme; {Form}");
        if (url.Host.Length == 0) errors.Invalid(path, url.Host, $"host must be specified; {Form}");
        if (url.UserInfo.Length > 0) errors.Invalid(path, url.UserInfo, "user information is not permitted in the URL");
        if (url.Fragment.Length > 0) errors.Invalid(path, url.Fragment[1..], "fragments are not permitted in the URL");
        if (url.Query.Length > 0) errors.Invalid(path, url.Query[1..], "query parameters are not permitted in the URL");
    }

    private static void ValidateService(Admissionregistrationv1ServiceReference service, FieldErrors errors, FieldPath path)
    {
        if (string.IsNullOrEmpty(service.Name)) errors.Required(path.Child("name"), "service name is required");
        if (string.IsNullOrEmpty(service.Namespace)) errors.Required(path.Child("namespace"), "service namespace is required");
        if (service.Port is { } port && port is < 1 or > 65535)
            errors.Invalid(path.Child("port"), service.Port, $"port is not valid: {FormatRules.Between(1, 65535)}");
        if (service.Path is not { } place) return;
        // A single slash means no path, as does none.
        if (place is "/" or "") return;
        if (!place.StartsWith('/')) errors.Invalid(path.Child("path"), place, "must start with a '/'");
        if (place.StartsWith("//", StringComparison.Ordinal))
        {
            errors.Invalid(path.Child("path"), place, "segment[0] may not be empty");
            return;
        }

        var segments = (place.StartsWith('/') ? place[1..] : place).Split('/');
        if (!place.StartsWith('/'))
        {
            // Upstream cuts the first character off unseen.
            segments = place[1..].Split('/');
        }

        for (var i = 0; i < segments.Length; i++)
        {
            if (segments[i].Length == 0 && i < Math.Max(1, segments.Length - 1)) errors.Invalid(path.Child("path"), place, $"segment[{i}] may not be empty");
            else if (segments[i].Length > 0)
            {
                foreach (var message in FormatRules.DnsSubdomain(segments[i])) errors.Invalid(path.Child("path"), place, $"segment[{i}]: {message}");
            }
        }
    }
}

using System.Globalization;
using Kube.Api.Catalog;
using Kube.Api.Client;
using Kube.Api.Connect;
using Kube.Api.Errors;
using Kube.Api.Kubernetes.Core.Nodes;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Core.Pods.Streams;

/// <summary>Where <c>pods/log</c> leads.</summary>
internal sealed class PodLogConnector(IKubeClient client, NodeLocator nodes) : ISubresourceConnector
{
    public GroupVersionResource Resource { get; } = new("", "v1", "pods");

    public string Subresource => "log";

    public async ValueTask<ConnectTarget> ConnectAsync(ConnectRequest request, CancellationToken cancellationToken)
    {
        var query = Read(request);
        var pod = await client.For<V1Pod>().GetAsync(new ObjectKey(request.Info.Namespace, request.Info.Name), cancellationToken);
        var container = PodContainers.Choose(pod, request.Find("container") ?? "");
        // A pod without a node has no log: the answer is empty.
        if (string.IsNullOrEmpty(pod.Spec.NodeName)) return new() { Kind = ConnectKind.Text, Location = null };
        var (host, port) = await nodes.FindAsync(pod.Spec.NodeName, cancellationToken);
        return new()
        {
            Kind = ConnectKind.Text,
            Location = ConnectLocation.Make("https", host, port, $"/containerLogs/{pod.Metadata.Namespace}/{pod.Metadata.Name}/{container}", query),
            IsNode = true,
            SkipsVerification = request.Flag("insecureSkipTLSVerifyBackend"),
            Flushes = request.Flag("follow"),
        };
    }

    private static List<KeyValuePair<string, string>> Read(ConnectRequest request)
    {
        var (since, tail, limit) = (request.Integer("sinceSeconds"), request.Integer("tailLines"), request.Integer("limitBytes"));
        var sinceTime = ReadTime(request.Find("sinceTime"));
        var stream = request.Find("stream");
        Validate(request.Info.Name, since, sinceTime, tail, limit, stream);

        var query = new List<KeyValuePair<string, string>>();
        foreach (var flag in (ReadOnlySpan<string>)["follow", "previous", "timestamps"])
        {
            if (request.Flag(flag)) query.Add(new(flag, "true"));
        }

        if (since is { } seconds) query.Add(new("sinceSeconds", Text(seconds)));
        if (sinceTime is { } time) query.Add(new("sinceTime", time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)));
        if (tail is { } lines) query.Add(new("tailLines", Text(lines)));
        if (limit is { } bytes) query.Add(new("limitBytes", Text(bytes)));
        if (!string.IsNullOrEmpty(stream)) query.Add(new("stream", stream));
        return query;
    }

    private static void Validate(string pod, long? since, DateTimeOffset? sinceTime, long? tail, long? limit, string? stream)
    {
        var errors = new FieldErrors();
        if (tail < 0) errors.Invalid(FieldPath.Root("tailLines"), tail, "must be greater than or equal to 0");
        if (limit < 1) errors.Invalid(FieldPath.Root("limitBytes"), limit, "must be greater than 0");
        if (since is not null && sinceTime is not null)
            errors.Forbidden(FieldPath.Root(""), "at most one of `sinceTime` or `sinceSeconds` may be specified");
        else if (since < 1) errors.Invalid(FieldPath.Root("sinceSeconds"), since, "must be greater than 0");
        if (!string.IsNullOrEmpty(stream))
        {
            if (stream is not ("All" or "Stdout" or "Stderr")) errors.NotSupported(FieldPath.Root("stream"), stream, "All", "Stderr", "Stdout");
            else if (stream != "All" && tail is not null) errors.Forbidden(FieldPath.Root(""), "`tailLines` and specific `stream` are mutually exclusive for now");
        }

        if (errors.Count > 0) throw new InvalidException("", "PodLogOptions", pod, errors);
    }

    private static DateTimeOffset? ReadTime(string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw new BadRequestException($"parsing time \"{text}\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"{text}\" as \"2006\"");
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

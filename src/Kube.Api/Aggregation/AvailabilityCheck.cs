using Kube.Api.Client;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Api.Tree;

namespace Kube.Api.Aggregation;

/// <summary>Finds out whether a server behind this one can be had (upstream's <c>status/remote</c> controller of the aggregator, 1.36).</summary>
internal sealed class AvailabilityCheck(IKubeClient client, FrontProxyClients connections, TimeProvider time)
{
    private const long MostBytes = 4 << 20;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    internal sealed record Finding(bool IsAvailable, string Reason, string Message, TreeObject? Resources = null);

    public async ValueTask<Finding> RunAsync(AggregatedApi api, CancellationToken cancellationToken)
    {
        var (ns, name, port) = (api.ServiceNamespace, api.ServiceName, api.ServicePort);
        V1Service service;
        try
        {
            service = await client.For<V1Service>().GetAsync(new ObjectKey(ns, name), cancellationToken);
        }
        catch (NotFoundException)
        {
            return new(false, "ServiceNotFound", $"service/{name} in \"{ns}\" is not present");
        }

        if (service.Spec.Type is null or "ClusterIP" && await FindProblemAsync(service, ns, name, port, cancellationToken) is { } problem) return problem;
        return await AskAsync(api, cancellationToken);
    }

    private async ValueTask<Finding?> FindProblemAsync(V1Service service, string ns, string name, int port, CancellationToken cancellationToken)
    {
        if (service.Spec.Ports?.Find(candidate => candidate.Port == port) is not { } found)
            return new(false, "ServicePortError", $"service/{name} in \"{ns}\" is not listening on port {port}");
        var slices = await client.For<V1EndpointSlice>().ListAsync(ns, new ListOptions { LabelSelector = $"kubernetes.io/service-name={name}" }, cancellationToken);
        if (slices.Items.Count == 0) return new(false, "EndpointsNotFound", $"cannot find endpointslices for service/{name} in \"{ns}\"");
        foreach (var slice in slices.Items)
        {
            var serves = slice.Ports?.Exists(candidate => (candidate.Name ?? "") == (found.Name ?? "") && candidate.Port is not null) == true;
            if (serves && slice.Endpoints?.Exists(static endpoint => endpoint.Conditions?.Ready != false && endpoint.Addresses is { Count: > 0 }) == true) return null;
        }

        return new(false, "MissingEndpoints", $"endpointslices for service/{name} in \"{ns}\" have no addresses with port name \"{found.Name}\"");
    }

    private async ValueTask<Finding> AskAsync(AggregatedApi api, CancellationToken cancellationToken)
    {
        var url = $"https://{api.ServerName}:{api.ServicePort}/apis/{api.Group}/{api.Version}";
        using var limit = new CancellationTokenSource(s_patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            request.Headers.TryAddWithoutValidation("X-Remote-User", "system:kube-aggregator");
            request.Headers.TryAddWithoutValidation("X-Remote-Group", "system:masters");
            request.Headers.Accept.ParseAdd("application/json");
            using var answer = await connections.To(api).SendAsync(request, both.Token);
            await answer.Content.LoadIntoBufferAsync(MostBytes, both.Token);
            var body = await answer.Content.ReadAsByteArrayAsync(both.Token);
            if (answer.IsSuccessStatusCode) return new(true, "Passed", "all checks passed", Read(body));
            return new(false, "FailedDiscoveryCheck", $"failing or missing response from {url}: bad status from {url}: {(int)answer.StatusCode}");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or ApiException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            var why = e is OperationCanceledException ? "context deadline exceeded" : (e.InnerException ?? e).Message;
            return new(false, "FailedDiscoveryCheck", $"failing or missing response from {url}: Get \"{url}\": {why}");
        }
    }

    private static TreeObject? Read(byte[] body)
    {
        try
        {
            return TreeNode.Parse(body) as TreeObject;
        }
        catch (TreeFormatException)
        {
            return null;
        }
    }
}

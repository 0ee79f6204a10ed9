using Kube.Api.Admission;
using Kube.Api.Audit;
using Kube.Api.Authorization;
using Kube.Api.Catalog;
using Kube.Api.Cel.Values;
using Kube.Api.Errors;
using Kube.Api.Kubernetes.Admission.Policies;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Api.Validation;
using Kube.Api.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kube.Api.Kubernetes.Admission.Webhooks;

/// <summary>Decides whether a webhook is meant by a request, asks it, and makes refusals of its answers and failures.</summary>
/// <remarks>The caller is taken from the container when it is first needed: it finds services through the API's client, whose writes come through here.</remarks>
internal sealed partial class WebhookDispatcher(
    IServiceProvider services, RequestMatcher matcher, IAuthorizer authorizer, IRandomSource random, AdmissionMetrics metrics,
    ILogger<WebhookDispatcher> log)
{
    private static readonly CompiledPolicy s_conditionsOnly = new("", null, null, null, null, new PolicyCompiler(hasParameters: false, hasVariables: false));

    private WebhookCaller? _caller;

    /// <summary>The version in which the webhook is asked; null when it is not meant.</summary>
    public async ValueTask<ResourceDefinition?> MatchAsync(CompiledWebhook hook, AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (await matcher.MatchAsync(request, hook.Match, cancellationToken) is not { } version) return null;
        if (hook.Conditions.Count == 0) return version;
        var evaluation = new PolicyEvaluation(new PolicyInputs(request, version, null), authorizer);
        string? problem = null;
        foreach (var condition in hook.Conditions)
        {
            var value = condition.Program is { } program ? await evaluation.RunAsync(s_conditionsOnly, program, null, cancellationToken) : new CelError(condition.Problem!);
            // One that does not hold goes before one that cannot be evaluated.
            if (value is CelBool { Value: false }) return null;
            if (value is not CelBool) problem ??= (value as CelError)?.Message ?? "must evaluate to bool";
        }

        if (problem is null) return version;
        return hook.Fails ? throw AdmissionObjects.Refuse(request, problem) : null;
    }

    /// <summary>Asks a webhook.</summary>
    /// <returns>Its answer; null when it could not be asked and that does not matter.</returns>
    public async ValueTask<AdmissionAnswer?> AskAsync(
        CompiledWebhook hook, string type, AdmissionRequest request, ResourceDefinition version, CancellationToken cancellationToken)
    {
        if (request.DryRun && !hook.AllowsDryRun) throw new BadRequestException($"admission webhook {BadValue.Quote(hook.Name)} does not support dry run");
        var uid = random.NewUid();
        var started = metrics.Begin();
        try
        {
            _caller ??= services.GetRequiredService<WebhookCaller>();
            var body = await _caller.AskAsync(hook.Endpoint, AdmissionReviews.Ask(request, version, uid).ToUtf8(), hook.Timeout, cancellationToken);
            var answer = AdmissionReviews.Read(body, uid);
            // A webhook's own remarks stand under its name.
            foreach (var (key, value) in answer.Annotations) AuditEvent.Current?.Annotate($"{hook.Name}/{key}", value);
            foreach (var warning in answer.Warnings) request.Warnings.Add(warning);
            if (answer.IsAllowed)
            {
                metrics.EndWebhook(hook.Name, type, request, started, 200, rejection: null);
                return answer;
            }

            var denied = Denied(hook, answer, request);
            metrics.EndWebhook(hook.Name, type, request, started, denied.Code, AdmissionMetrics.Refused);
            throw denied;
        }
        catch (WebhookException failure)
        {
            metrics.EndWebhook(hook.Name, type, request, started, failure.Code, hook.Fails ? AdmissionMetrics.NotAsked : null);
            if (hook.Fails) throw new InternalErrorException($"failed calling webhook {BadValue.Quote(hook.Name)}: failed to call webhook: {failure.Message}", failure);
            LogIgnored(hook.Name, failure.Message);
            metrics.FailedOpen(hook.Name, type);
            return null;
        }
    }

    private static PolicyRefusalException Denied(CompiledWebhook hook, AdmissionAnswer answer, AdmissionRequest request)
    {
        var denied = $"admission webhook {BadValue.Quote(hook.Name)} denied the request";
        var message = answer.Message.Length > 0 ? $"{denied}: {answer.Message}" : answer.Reason.Length > 0 ? $"{denied}: {answer.Reason}" : $"{denied} without explanation";
        return new PolicyRefusalException(Math.Max(400, answer.Code), answer.Reason, request.Resource.Resource, request.Name, message, detail: null);
    }

    [LoggerMessage(2310, LogLevel.Warning, "The webhook {Webhook} could not be asked and its failure policy is Ignore: {Reason}")]
    private partial void LogIgnored(string webhook, string reason);
}

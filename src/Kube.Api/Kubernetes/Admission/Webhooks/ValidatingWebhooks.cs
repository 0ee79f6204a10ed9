using Kube.Api.Admission;
using Kube.Api.Kubernetes.Admission.Policies;

namespace Kube.Api.Kubernetes.Admission.Webhooks;

/// <summary>Asks the configured validating webhooks, all at once (upstream's plugin ValidatingAdmissionWebhook, 1.36).</summary>
[AdmissionName("ValidatingAdmissionWebhook")]
internal sealed class ValidatingWebhooks(WebhookSource source, WebhookDispatcher dispatcher) : IValidatingAdmission
{
    public bool Handles(AdmissionRequest request) => source.Validating.Count > 0 && !RequestMatcher.IsExempt(request);

    public async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var asked = new List<Task>();
        foreach (var hook in source.Validating)
        {
            if (await dispatcher.MatchAsync(hook, request, cancellationToken) is { } version)
                asked.Add(dispatcher.AskAsync(hook, AdmissionMetrics.Validating, request, version, cancellationToken).AsTask());
        }

        // The first refusal in the order of the webhooks is told.
        await Task.WhenAll(asked);
    }
}

namespace Kube.Api.Audit;

/// <summary>The moments at which a request is recorded.</summary>
public enum AuditStage
{
    /// <summary>It has come; nothing has been done about it.</summary>
    RequestReceived,

    /// <summary>Its answer has begun; only of requests that last, such as watches.</summary>
    ResponseStarted,

    /// <summary>Its answer is complete.</summary>
    ResponseComplete,

    /// <summary>Serving it failed in a way that nobody foresaw.</summary>
    Panic,
}

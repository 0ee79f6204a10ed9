using Kube.Api.AspNetCore.Requests;
using Kube.Api.AspNetCore.Responses;
using Kube.Api.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Kube.Api.AspNetCore.Door;

/// <summary>Turns failures into answers.</summary>
internal sealed partial class FailureAnswers(ILogger<FailureAnswers> logger)
{
    public void Answer(HttpContext http, Exception failure)
    {
        if (http.Response.HasStarted)
        {
            // A list or watch that breaks off half-way: the client must see that it did, so the connection does not end well.
            LogBroken(failure, http.Request.Method, http.Request.Path);
            http.Abort();
            return;
        }

        if (failure is BadHttpRequestException bad)
        {
            http.Response.Clear();
            http.Response.StatusCode = bad.StatusCode;
            return;
        }

        var known = failure as ApiException ?? Unexpected(http, failure);
        if (known is ForbiddenException) http.Response.Headers.XContentTypeOptions = Answers.NoSniff;
        var retryAfter = known switch { TooManyRequestsException busy => busy.RetryAfterSeconds, RequestTimeoutException late => late.RetryAfterSeconds, _ => 0 };
        if (retryAfter > 0) http.Response.Headers.RetryAfter = retryAfter.ToString(System.Globalization.CultureInfo.InvariantCulture);
        WarningHeaders.Add(http.Response.Headers, known.Warnings);
        Answers.Status(http, known.ToStatus(), ErrorForm.Of(http), Prettiness.IsAgent(http.Request.Headers.UserAgent));
    }

    private InternalErrorException Unexpected(HttpContext http, Exception failure)
    {
        LogUnexpected(failure, http.Request.Method, http.Request.Path);
        // What went wrong inside is for the log, not for the client.
        return new InternalErrorException("the server failed to serve the request; its log says why", failure);
    }

    [LoggerMessage(2501, LogLevel.Error, "{Method} {Path} failed")]
    private partial void LogUnexpected(Exception failure, string method, string path);

    [LoggerMessage(2502, LogLevel.Warning, "{Method} {Path} broke off after the answer had begun")]
    private partial void LogBroken(Exception failure, string method, string path);
}

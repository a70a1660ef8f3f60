using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace StationKiosk.Hosting.Pages;

/// <summary>
/// Serves files that are embedded in a program. A page may load and call nothing but its own server, be framed by nobody, and run no
/// inline script (Content Security Policy Level 3).
/// </summary>
public static class EmbeddedPages
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>
    /// Serves what all pages share: <c>/tokens.css</c>, <c>/page.js</c>, <c>/say.js</c>, <c>/live.js</c>, and as <c>/words.js</c> the shared words with
    /// those of the assemblies' own <c>words.json</c>.
    /// </summary>
    public static void MapShared(this IEndpointRouteBuilder routes, params IReadOnlyList<Assembly> withWords)
    {
        foreach (string file in (string[])["tokens.css", "page.js", "say.js", "live.js"])
        {
            routes.MapEmbedded(typeof(EmbeddedPages).Assembly, $"/{file}", file);
        }

        routes.MapContent("/words.js", Words.Of(withWords).Module(), ContentType("words.js"));
    }

    /// <summary>Serves a resource at a path, for GET and HEAD, with an entity tag: a browser asks again and gets 304 while it is unchanged.</summary>
    /// <param name="routes">The program's routes.</param>
    /// <param name="assembly">What holds the resource.</param>
    /// <param name="path">The path of the URL.</param>
    /// <param name="resource">The embedded file's name; its ending tells the content type.</param>
    public static void MapEmbedded(this IEndpointRouteBuilder routes, Assembly assembly, string path, string resource) =>
        routes.MapContent(path, Read(assembly, resource), ContentType(resource));

    private static void MapContent(this IEndpointRouteBuilder routes, string path, byte[] content, string type)
    {
        string tag = Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 16));
        var file = TypedResults.Bytes(content, type, entityTag: new EntityTagHeaderValue($"\"{tag}\""));
        routes.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], (RequestDelegate)(context =>
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = Policy;
            headers.XContentTypeOptions = "nosniff";
            headers[HeaderNames.CacheControl] = "no-cache";
            headers["Referrer-Policy"] = "no-referrer";
            return file.ExecuteAsync(context);
        })).ExcludeFromDescription();
    }

    internal static byte[] Read(Assembly assembly, string resource)
    {
        using var stream = assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"{resource} is not embedded in {assembly.GetName().Name}");
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    private static string ContentType(string resource) => Path.GetExtension(resource) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => throw new InvalidOperationException($"{resource} has no content type"),
    };
}

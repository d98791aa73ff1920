#include "app/cli/report/page.h"

#include "app/cli/command.h"
#include "core/pipeline/prepared.h"

#include <cmath>
#include <cstdio>

#include <cairo.h>
#include <torch/headeronly/version.h>

namespace rotorscope::cli {
namespace {

constexpr std::string_view style =
    "body{font:16px/1.55 system-ui,'DejaVu Sans',sans-serif;color:#21262f;background:#fff;max-width:920px;"
    "margin:40px auto;padding:0 20px}h1{font-size:28px;margin-bottom:4px}h2{font-size:20px;margin-top:40px}"
    "img{width:100%;height:auto}figure{margin:20px 0}figcaption{color:#5b6675;font-size:14px}"
    "table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:6px 12px 6px 0;"
    "border-bottom:1px solid #e1e5ea}td.n,th.n{text-align:right}"
    "code{font-size:14px;background:#f3f5f7;padding:2px 5px;border-radius:4px;overflow-wrap:anywhere}"
    ".lead{color:#5b6675}";

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string tokens_text(std::string text) {
  for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 3) text.replace(at, 1, "⏎");
  return escaped(text);
}

std::string decimals(double value, int digits) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return text;
}

std::string heading(const std::string& text) { return "<h2>" + text + "</h2>\n"; }
std::string paragraph(const std::string& html) { return "<p>" + html + "</p>\n"; }
std::string figure(const std::string& source, const std::string& text) {
  return "<figure><img src=\"" + source + "\" alt=\"" + text + "\"><figcaption>" + text + "</figcaption></figure>\n";
}
std::string row(const std::string& key, const std::string& value) {
  return "<tr><td>" + key + "</td><td>" + value + "</td></tr>\n";
}
std::string site_text(const SiteSummary& s) {
  return "layer " + std::to_string(s.layer) + ", <code>" + s.site + "</code>";
}

/// Two decimals, which a large number does not need.
std::string perplexity_text(double value) { return value < 1000 ? decimals(value, 2) : number(value); }

/// For a POSIX shell.
std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

/// "falls from a to b" or "rises from a to b".
std::string change(double from, double to, const std::string& unit = {}) {
  return std::string(to < from ? "falls" : "rises") + " from " + number(from) + unit + " to " + number(to) + unit;
}

std::string outliers(const DemoResults& r, const std::string& heat_map) {
  std::string html = heading("What an outlier is");
  html += paragraph(
      "Between its layers a language model passes vectors on. Each entry of such a vector is a channel. Most channels "
      "hold "
      "values of about the same size; a few hold values many times larger, some for nearly every token, some for a "
      "single one. "
      "These are outliers. The outlier ratio says how bad it is: the largest value of the largest channel, divided by "
      "the "
      "largest value of an ordinary (median) channel.");
  html +=
      paragraph("The highest ratio among the sites that get quantized is " + number(r.largest.before.outlier_ratio) +
                ", at " + site_text(r.largest) + ", where one value reaches " + number(r.largest.before.absmax) +
                ". It belongs to the token “" + tokens_text(r.largest_peak.text) + "” at position " +
                std::to_string(r.largest_peak.token) + " in channel " + std::to_string(r.largest_peak.channel) + ".");
  return html + figure(heat_map,
                       "Each row is a layer, each column a channel of the input of down_proj. Bright spots are "
                       "outliers. The colour "
                       "scale is logarithmic. Where several channels share a pixel, the largest shows.");
}

std::string four_bits(const DemoResults& r, const std::string& profile) {
  const SiteSummary& w = r.worst;
  std::string html = heading("What 4 bits cost");
  html += paragraph(
      "Four bits can tell 16 levels apart. They are spread evenly between the smallest and the largest value of a "
      "token, so one "
      "outlier pulls them all apart, and ordinary values round to the two or three levels near zero. The "
      "signal-to-noise ratio (SQNR) measures that: 6 dB less is half the precision.");
  html += paragraph("In this model the rounding hurts most at " + site_text(w) + " (" + escaped(r.worst_view.tensor) +
                    "): " + number(w.before.sqnr_own_db) + " dB. Its largest value is " + number(w.before.absmax) +
                    ", its outlier ratio " + number(w.before.outlier_ratio) + ".");
  return html +
         figure(profile,
                "The largest value of each channel, before and after rotating, at the site that 4 bits hurt most.");
}

std::string rotating(const DemoResults& r, const std::string& histogram) {
  const SiteSummary& w = r.worst;
  std::string html = heading("What rotating does");
  html += paragraph(
      "A rotation mixes all channels, so what stood in one channel is spread over all of them. It is undone inside the "
      "next "
      "weight matrix, so the network computes what it did before. That is measured, not assumed: with the random "
      "Hadamard "
      "rotation the logits differ by " +
      number(r.rotation.invariance_error) + " of their own scale (limit " + number(r.rotation.invariance_limit) +
      "). " + escaped(r.rotation.description) + ".");
  html += paragraph("At the same site the largest value " + change(w.before.absmax, w.after.absmax) +
                    ", the outlier ratio " + change(w.before.outlier_ratio, w.after.outlier_ratio) + ", and the SQNR " +
                    change(w.before.sqnr_own_db, w.after.sqnr_own_db, " dB") + ".");
  return html + figure(histogram,
                       "How often each value occurs, on one scale. The marks at the top are the 16 levels of the 4-bit "
                       "grid that a "
                       "typical token gets before and after.");
}

std::string learning(const DemoSettings& s, const DemoResults& r, const std::string& curve) {
  std::string html = heading("Learning a better rotation");
  html += paragraph(
      "Any rotation leaves the network as it was, so one is free to search for a better one. Starting from the random "
      "Hadamard, "
      "Cayley SGD turns R1 step by step so that the tokens' ranges, and with them the distances between levels, get "
      "smaller. "
      "It stays a rotation all the time: at the end R·Rᵀ differs from the identity by " +
      number(r.learning.orthogonality_error) + " at most. " + std::to_string(r.learning.steps) + " steps on " +
      std::to_string(s.tokens) + " tokens took " + number(r.learning.seconds) + " s, and the loss " +
      change(r.learning.losses.front(), r.learning.losses.back()) + ".");
  return html + figure(curve, "The loss at every step.");
}

std::string results_table(const DemoSettings& s, const DemoResults& r, const std::string& chart) {
  std::string html = heading("Results");
  html += paragraph(
      "Perplexity says between how many equally likely tokens the model hesitates on average; lower is better. A4KV4 "
      "means that "
      "activations and "
      "the KV cache are rounded to 4 bits; the weights stay as they are in all rows.");
  html +=
      "<table><tr><th>Network</th><th class=n>Perplexity</th><th class=n>± (standard error)</th><th class=n>Against "
      "the original</th>"
      "<th class=n>Seconds</th></tr>\n";
  for (const DemoMeasurement& m : r.measurements) {
    const double ratio = m.outcome.perplexity / r.measurements.front().outcome.perplexity;
    html += "<tr><td>" + escaped(m.what) + "</td><td class=n>" + perplexity_text(m.outcome.perplexity) +
            "</td><td class=n>" + perplexity_text(m.outcome.standard_error) + "</td><td class=n>× " +
            decimals(ratio, 2) + "</td><td class=n>" + decimals(m.outcome.seconds, 1) + "</td></tr>\n";
  }
  html += "</table>\n" + figure(chart, "The same perplexities on a logarithmic scale.");
  html += paragraph(
      "Only " + std::to_string(s.windows) + " windows of " + std::to_string(s.seq_len) +
      " tokens were measured, to be quick. All rows use the same windows, so they can be compared with each other, but "
      "small differences mean little; one seed was tried. The figures are not those of a full evaluation (<code>rotor "
      "eval</code>).");
  html += heading("The exported model");
  html += paragraph(
      "The folder <code>model</code> beside this page holds the network with the learned R1 and the random R2 merged "
      "into its "
      "weights, as a Hugging Face checkpoint in bf16 (" +
      decimals(static_cast<double>(r.exported.bytes) / 1048576.0, 0) +
      " MiB), not quantized. R3 and R4 act at run time and are not part of it. Reopened from the disk, its perplexity "
      "is " +
      perplexity_text(r.exported.verified.perplexity) + "; the original's on the same windows is " +
      perplexity_text(r.exported.verified.original_perplexity) + ".");
  return html;
}

std::string command_of(const DemoSettings& s) {
  std::string command =
      "rotor demo --out " + quoted(s.out.string()) + " --device " + s.runtime.device + " --dtype " + s.runtime.dtype;
  if (s.runtime.threads > 0) command += " --threads " + std::to_string(s.runtime.threads);
  return command + " --seed " + std::to_string(s.runtime.seed);
}

std::string provenance(const DemoSettings& s, const DemoResults& r) {
  std::string html = heading("How this was made") + "<table>\n";
  html += row("Model", escaped(r.model.name) + ", " + escaped(r.model.format) + ", " + std::to_string(r.model.layers) +
                           " layers, hidden size " + std::to_string(r.model.hidden_size) + ", fingerprint <code>" +
                           escaped(r.model.fingerprint) + "</code>");
  html += row("Text", "the prose that setup installed: one part for learning, another for measuring");
  html += row("Settings", std::to_string(s.tokens) + " tokens inspected; " + std::to_string(s.steps) +
                              " steps of learning, objective range; " + std::to_string(s.windows) + " windows of " +
                              std::to_string(s.seq_len) +
                              " tokens measured; activations one grid a "
                              "token (o_in: one a head), KV one a head, asymmetric, 4 bits; seed " +
                              std::to_string(s.runtime.seed));
  html += row("Rotation", escaped(r.rotation.description));
  const DeviceInfo device = described_device(s.runtime);
  const int threads = s.runtime.threads > 0 ? s.runtime.threads : device.threads;
  html += row("Computed on", escaped(device.name) +
                                 (device.threads > 0 ? ", " + std::to_string(threads) + " threads" : std::string()));
  html += row("Versions", "Rotorscope " ROTORSCOPE_VERSION ", libtorch " TORCH_VERSION ", Cairo " +
                              std::string(cairo_version_string()));
  html += row("Finished", utc_now() + ", after " + decimals(r.seconds, 0) + " s");
  html += row("Command", "<code>" + escaped(command_of(s)) + "</code>");
  return html + "</table>\n";
}

}  // namespace

std::string report_page(const DemoSettings& settings, const DemoResults& results,
                        const std::function<std::string(const std::string&)>& picture) {
  std::string html =
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width\">"
      "<title>Rotations against outliers: " +
      escaped(results.model.name) + "</title><style>" + std::string(style) +
      "</style></head><body>\n<h1>Rotations against outliers</h1>\n";
  html += "<p class=\"lead\">" + escaped(results.model.name) +
          ", rounded to 4 bits: why it breaks, and what a rotation mends</p>\n";
  html += outliers(results, picture("heat-map.png"));
  html += four_bits(results, picture("channel-profile.png"));
  html += rotating(results, picture("histogram.png"));
  html += learning(settings, results, picture("learning.png"));
  html += results_table(settings, results, picture("perplexity.png"));
  html += provenance(settings, results);
  return html + "</body></html>\n";
}

}  // namespace rotorscope::cli
